import pytest
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
