from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.test import Client

from florence.foundation import clock
from florence.ui import widgets


class Registration(forms.Form):
    born = widgets.BirthDateField(label="Date of birth")
    starts = widgets.DayField(label="Starts", required=False)
    weight = widgets.NumberField(label="Weight", required=False)


def sent(**changes: str) -> Registration:
    data = {"born_day": "14", "born_month": "3", "born_year": "1958", "starts": "", "weight": ""}
    return Registration(data | changes)


def test_it_works() -> None:
    with clock.held_at(datetime(2026, 11, 24, tzinfo=UTC)):
        form = sent(starts="t+3", weight="71,50")
        assert form.is_valid()
    assert form.cleaned_data["born"] == date(1958, 3, 14)
    assert form.cleaned_data["starts"] == date(2026, 11, 27)
    assert str(form.cleaned_data["weight"]) == "71.50"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"born_day": "30", "born_month": "2"}, "This day does not exist"),
        ({"born_month": ""}, "Enter day, month and year"),
        ({"born_day": "", "born_month": "", "born_year": ""}, "Enter the date"),
    ],
)
def test_a_birth_date_that_is_none_is_refused(changes: dict[str, str], words: str) -> None:
    form = sent(**changes)
    assert not form.is_valid()
    assert form.errors["born"][0].startswith(words)


@pytest.mark.parametrize("text", ["heavy", "NaN", "Infinity", "1 2"])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    assert "weight" in sent(weight=text).errors


def test_what_was_typed_stays() -> None:
    form = sent(starts="soon", born_day="30", born_month="2")
    assert not form.is_valid()
    assert 'value="soon"' in str(form["starts"])
    assert 'value="30"' in str(form["born"])


def test_a_stored_day_is_shown_in_words() -> None:
    form = Registration(
        initial={"born": date(1958, 3, 14), "starts": date(2026, 11, 24), "weight": Decimal("0.50")}
    )
    assert 'value="24-Nov-2026"' in str(form["starts"])
    assert 'value="1958"' in str(form["born"])
    assert 'value="0.50"' in str(form["weight"])


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "words"), [("24/11/26", "24-Nov-2026 (Tue)"), ("t+3", "27-Nov-2026 (Fri)")])
def test_the_day_that_is_understood_is_told(text: str, words: str) -> None:
    with clock.held_at(datetime(2026, 11, 24, 12, tzinfo=UTC)):
        assert Client().post("/ui/day/", {"text": text}).content.decode() == words


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "31/2/26", "soon", "<b>24/11/26</b>"])
def test_of_what_is_no_day_nothing_is_told(text: str) -> None:
    answer = Client().post("/ui/day/", {"text": text})
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_box_for_a_day_has_a_calendar_and_words() -> None:
    html = str(sent()["starts"])
    assert 'data-day="/ui/day/"' in html
    assert "data-day-open" in html
    assert "data-day-words" in html
