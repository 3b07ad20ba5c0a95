import json
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from florence.ui.web import errors

HANDLERS = {
    400: errors.bad_request,
    403: errors.refused,
    404: errors.not_found,
    410: errors.gone,
    500: errors.fault,
    503: errors.unavailable,
}


@pytest.mark.parametrize("status", sorted(HANDLERS))
@pytest.mark.parametrize("path", ["/patients/", "/my/results/"])
def test_it_works(status: int, path: str) -> None:
    request = RequestFactory().get(path)
    request.request_id = "7QK2-M4"  # type: ignore[attr-defined]
    answer = HANDLERS[status](request)
    text = answer.content.decode()
    assert answer.status_code == status
    assert "7QK2-M4" in text
    assert str(errors.WORDS[status].title) in text


def test_each_face_has_its_own_words() -> None:
    staff = errors.not_found(RequestFactory().get("/patients/")).content
    patient = errors.not_found(RequestFactory().get("/my/")).content
    assert b"search box" in staff
    assert b"search box" not in patient


def test_the_address_is_not_repeated() -> None:
    answer = errors.not_found(RequestFactory().get("/patients/Anderson-Maryam/"))
    assert b"Anderson" not in answer.content


def failing(fault: Exception, **request: Any) -> HttpResponse:
    """The page for a fault that a view raised."""
    asked = RequestFactory().post(**{"path": "/patients/", "content_type": errors.FORM_TYPE, **request})
    try:
        raise fault
    except Exception:  # noqa: BLE001  as Django's own handler catches them
        return errors.fault(asked)


def database_fault(state: str | None) -> OperationalError:
    fault = OperationalError()
    fault.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    return fault


@pytest.mark.parametrize(
    ("state", "words", "again"),
    [
        (None, "restarted", "15"),
        ("57P01", "restarted", "15"),
        ("53100", "disk", "120"),
        ("40P01", "busy", "5"),
    ],
)
def test_an_outage_is_told_as_what_it_is(state: str | None, words: str, again: str) -> None:
    answer = failing(database_fault(state))
    assert (answer.status_code, answer["Retry-After"]) == (503, again)
    assert words in answer.content.decode()


def test_what_was_typed_comes_back_to_be_sent_again() -> None:
    page = failing(database_fault(None), data="note=a%22b&signs=x&signs=y&csrfmiddlewaretoken=secret").content
    for field in ('name="note" value="a&quot;b"', 'name="signs" value="x"', 'name="signs" value="y"'):
        assert field in page.decode()
    assert 'method="post" action="/patients/"' in page.decode()


def test_a_password_never_comes_back() -> None:
    answer = failing(database_fault(None), path="/accounts/login/", data="password=hush")
    assert b"hush" not in answer.content


def test_a_program_gets_no_page_and_its_secret_never_comes_back() -> None:
    answer = failing(database_fault(None), path="/oauth/token", data="client_secret=hush")
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert json.loads(answer.content) == {"error": "temporarily_unavailable"}
    assert json.loads(
        failing(ValueError("hush"), path="/oauth/token", data="client_secret=hush").content
    ) == {"error": "server_error"}


def test_a_form_of_another_site_does_not_come_back() -> None:
    answer = failing(database_fault(None), data="note=x", headers={"Sec-Fetch-Site": "cross-site"})
    assert b"<form" not in answer.content


def test_another_fault_is_a_fault_and_nothing_is_sent_again() -> None:
    answer = failing(ValueError("Anderson"), data="note=x")
    assert answer.status_code == 500
    assert b"<form" not in answer.content
    assert b"Anderson" not in answer.content


def test_a_session_that_was_lost_with_the_database_is_an_outage() -> None:
    interrupted = SessionInterrupted()
    interrupted.__context__ = UpdateError()
    interrupted.__context__.__context__ = database_fault(None)
    answer = errors.bad_request(RequestFactory().post("/patients/"), interrupted)
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")


def test_a_session_that_was_ended_is_no_outage() -> None:
    assert errors.bad_request(RequestFactory().post("/patients/"), SessionInterrupted()).status_code == 400
