"""Plain words: medicines, illnesses, results and days."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from florence.clinical.bands import Band
from florence.clinical.results import Flag
from florence.foundation import clock
from florence.portal.rules.conditions import plain_condition
from florence.portal.rules.greetings import greeting
from florence.portal.rules.lines import Group, Line, Section
from florence.portal.rules.medicines import plain_name
from florence.portal.rules.results import change_words, plain_result, plain_test_name, sentence_of
from florence.portal.rules.times import date_words, day_words, years_written
from florence.portal.web.paging import page_of
from florence.records.reading.measurements import Measurement
from florence.records.reading.narratives import passages_of
from florence.records.reading.times import RecordedTime, read_time

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("recorded", "plain"),
    [
        (
            "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet",
            "Metformin hydrochloride 500 mg, slow-release tablet",
        ),
        ("lisinopril 10 MG Oral Tablet", "Lisinopril 10 mg, tablet"),
        (
            "Hydrochlorothiazide 12.5 MG / Lisinopril 10 MG Oral Tablet",
            "Hydrochlorothiazide 12.5 mg / Lisinopril 10 mg, tablet",
        ),
        (
            "NDA020503 200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler",
            "NDA020503 200 ACTUAT Albuterol 0.09 mg/ACTUAT, inhaler",
        ),
        (
            "Insulin human 100 UNT/ML Injectable Solution [Humulin R]",
            "Insulin human 100 units/mL, injection (Humulin R)",
        ),
        (
            "Levonorgestrel 0.15 MG / Ethinyl Estradiol 0.03 MG Oral Tablet [Levora]",
            "Levonorgestrel 0.15 mg / Ethinyl Estradiol 0.03 mg, tablet (Levora)",
        ),
        ("Paracetamol", "Paracetamol"),
        ("Oral Tablet", "Tablet"),
    ],
)
def test_medicines_keep_substance_and_strength(recorded: str, plain: str) -> None:
    assert plain_name(recorded) == plain


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("I10", "High blood pressure"),
        ("E11.9", "Type 2 diabetes"),
        ("R73.03", "Blood sugar close to diabetes"),
        ("Q99", ""),
        ("", ""),
    ],
)
def test_illnesses_have_a_plain_name_or_none(code: str, words: str) -> None:
    assert plain_condition(code) == words


def _measured(value: str | None, flag: Flag = Flag.NORMAL, **more: object) -> Measurement:
    number = Decimal(value) if value else None
    usual = Band("", "mmol/L", Decimal("3.5"), Decimal("5.1"), "test")
    given = {"name": "Potassium [Moles/volume] in Serum or Plasma", "code": "2823-3", "unit": "mmol/L"}
    return Measurement(value=number, flag=flag, usual=usual, **(given | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        (Flag.NORMAL, "In the usual range"),
        (Flag.HIGH, "Higher than usual"),
        (Flag.CRITICAL_LOW, "Much lower than usual"),
        (Flag.UNKNOWN, ""),
        (Flag.INCOMPLETE, "No value was recorded"),
    ],
)
def test_a_result_is_told_in_a_sentence(flag: Flag, words: str) -> None:
    assert sentence_of(_measured("4.0", flag)) == words


def test_every_flag_is_told_or_stays_silent() -> None:
    assert all(isinstance(sentence_of(_measured("4.0", flag)), str) for flag in Flag)


def test_a_result_has_its_meaning_and_its_range_with_its_unit() -> None:
    plain = plain_result(_measured("4.4"))
    assert plain.name == "Potassium"
    assert plain.meaning == "A salt in your blood that nerves and heart need."
    assert plain.ranges == [("", "3.5–5.1 mmol/L")]
    assert plain.value_words == "4.4 mmol/L"


@pytest.mark.parametrize(
    ("recorded", "plain"),
    [
        ("Ferritin [Mass/volume] in Serum or Plasma", "Ferritin in blood"),
        ("Bilirubin.total [Mass/volume] in Urine by Test strip", "Bilirubin.total in urine"),
        ("Something else", "Something else"),
    ],
)
def test_tests_without_plain_words_lose_only_what_nobody_says(recorded: str, plain: str) -> None:
    assert plain_test_name(_measured("1", name=recorded, code="0-0")) == plain


def test_values_are_compared_in_the_same_unit_only() -> None:
    before = _measured("4.0", at=read_time("2025-03-02"))
    with clock.held_at(NOW):
        assert (
            change_words(_measured("4.4"), before)
            == "Higher than last time: \u20684.0 mmol/L\u2069 on \u20682\u00a0March\u00a02025\u2069"
        )
        assert change_words(_measured("4.0"), before).startswith("The same as last time")
        assert change_words(_measured("3.0"), before).startswith("Lower")
    assert change_words(_measured("4.4", unit="mg/dL"), before) == ""
    assert change_words(_measured(None), before) == ""
    assert change_words(_measured("4.4"), None) == ""


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        ("2019", "2019"),
        ("2019-05", "May\u00a02019"),
        ("2019-05-04", "4\u00a0May\u00a02019"),
        ("2026-11-23", "Monday 23\u00a0November"),
        ("2026-11-23T10:00:00Z", "Monday 23\u00a0November"),
    ],
)
def test_days_are_as_precise_as_they_were_recorded(recorded: str, words: str) -> None:
    with clock.held_at(NOW):
        assert day_words(read_time(recorded)) == words


def test_a_time_in_words_stays_in_words_and_none_is_empty() -> None:
    assert day_words(RecordedTime("at the age of 12 years")) == "at the age of 12 years"
    assert day_words(None) == ""


def test_paper_has_the_year_of_every_day() -> None:
    with clock.held_at(NOW), years_written():
        assert date_words(date(2026, 11, 23)) == "23\u00a0November\u00a02026"


@pytest.mark.parametrize(
    ("hour", "words"),
    [(3, "Good evening"), (4, "Good morning"), (12, "Good afternoon"), (18, "Good evening")],
)
def test_the_greeting_follows_the_clock(hour: int, words: str) -> None:
    assert greeting(NOW.replace(hour=hour), "Maryam") == f"{words}, Maryam"


def _section(*lengths: int) -> Section:
    groups = tuple(Group(str(place), (Line("x"),) * length) for place, length in enumerate(lengths))
    return Section("visits", "Visits", "calendar", "", "", groups)


@pytest.mark.parametrize(
    ("wanted", "first", "last", "titles"),
    [
        ("", 1, 40, ["0", "1"]),
        ("2", 41, 80, ["1"]),
        ("3", 81, 90, ["1"]),
        ("99", 81, 90, ["1"]),
        ("x", 1, 40, ["0", "1"]),
    ],
)
def test_long_lists_come_in_pages(wanted: str, first: int, last: int, titles: list[str]) -> None:
    page = page_of(_section(10, 80), wanted)
    assert (page.first, page.last, page.total) == (first, last, 90)
    assert [group.title for group in page.section.groups] == titles


def test_notes_lose_their_marks_but_no_word() -> None:
    div = (
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>One &amp; two<br/>three</p><ul><li>four</li></ul></div>'
    )
    [passage] = passages_of({"section": [{"title": "Plan", "text": {"div": div}}]})
    assert passage.title == "Plan"
    assert passage.paragraphs == ("One & two", "three", "four")


def test_a_broken_attachment_is_nothing_to_read() -> None:
    broken = {"content": [{"attachment": {"contentType": "text/plain", "data": "@@@"}}]}
    assert passages_of(broken) == []
