"""How long a session lasts, what keeps it alive, and what ends it at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from florence.foundation import clock
from florence.security.actions.accounts import disable_account, end_assignment
from florence.security.models import Account, PlaceLimit, RoleAssignment
from florence.security.tests import cast
from florence.security.tests.browsing import PASSWORD, signed_in
from florence.security.web import sessions

pytestmark = pytest.mark.django_db
MORNING = datetime(2090, 11, 24, 8, 0, tzinfo=UTC)
PAGE = "/settings/"
BY_SCRIPT = {"HX-Request": "true", "Sec-Fetch-Mode": "cors"}


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    sessions.forget_limits()
    yield
    sessions.forget_limits()


@pytest.fixture
def ruth() -> Account:
    account = cast.account("ruth", cast.role("desk", "staff.read_staff", needs_second_factor=False))
    account.set_password(PASSWORD)
    account.save(update_fields=["password"])
    return account


@pytest.fixture
def browser(ruth: Account) -> Client:
    client = Client()
    with clock.held_at(MORNING):
        client.post("/accounts/login/", {"login": ruth.email, "password": PASSWORD})
    return client


def after(minutes: float, client: Client, address: str = PAGE, *, post: bool = False, **headers: str) -> Any:
    """What the client gets a time after signing in."""
    with clock.held_at(MORNING + timedelta(minutes=minutes)):
        return (client.post if post else client.get)(address, headers=headers)


def is_out(answer: Any) -> bool:
    return answer.status_code in (302, 401) and "/accounts/2fa/" not in answer.get("Location", "")


def test_it_works(browser: Client) -> None:
    assert after(14, browser).status_code == 200


def test_at_the_limit_without_activity_the_session_is_over(browser: Client) -> None:
    assert is_out(after(15, browser))
    assert is_out(after(15.1, browser))


def test_a_page_that_is_opened_keeps_the_session_alive(browser: Client) -> None:
    after(10, browser)
    assert after(24, browser).status_code == 200


def test_a13_08_polling_alone_does_not_prolong_the_session(browser: Client) -> None:
    for minute in range(1, 15):
        assert after(minute, browser, **BY_SCRIPT).status_code == 200
    assert is_out(after(15, browser, **BY_SCRIPT))


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Mode": "no-cors"}]
)
def test_a13_08_whatever_a_script_fetches_is_no_activity(browser: Client, headers: dict[str, str]) -> None:
    after(10, browser, **headers)
    assert is_out(after(15, browser))


def test_a13_08_a_fragment_after_the_limit_holds_nothing_and_loads_the_page_again(browser: Client) -> None:
    answer = after(15, browser, **BY_SCRIPT)
    assert (answer.status_code, answer["HX-Refresh"], answer.content) == (401, "true", b"")


def test_a13_08_the_signal_of_real_activity_keeps_the_session_alive(browser: Client) -> None:
    assert after(10, browser, "/activity/", post=True, **BY_SCRIPT).status_code == 204
    assert after(24, browser).status_code == 200


def test_the_signal_does_not_wake_a_session_that_is_over(browser: Client) -> None:
    assert after(15, browser, "/activity/", post=True, **BY_SCRIPT).status_code == 401
    assert is_out(after(15.1, browser))


def test_the_signal_is_sent_by_a_form_only(browser: Client) -> None:
    assert after(10, browser, "/activity/").status_code == 405


def test_typing_in_a_form_that_keeps_drafts_is_activity(browser: Client) -> None:
    assert after(10, browser, "/drafts/records.vitals/", post=True, **BY_SCRIPT).status_code == 204
    assert after(24, browser).status_code == 200


def test_a_session_is_over_after_its_longest_time_however_busy(browser: Client) -> None:
    for minute in range(10, 14 * 60, 10):
        assert after(minute, browser).status_code == 200
    assert is_out(after(14 * 60, browser))


def test_a_ward_has_a_shorter_rest(browser: Client) -> None:
    with clock.held_at(MORNING):
        answer = browser.post(
            PAGE, {"theme": "auto", "density": "compact", "language": "en", "place": "ward"}
        )
    assert answer.status_code == 303
    assert after(4, browser).status_code == 200
    assert is_out(after(9, browser))


def test_a_theatre_does_not_lock_while_a_case_goes_on(browser: Client) -> None:
    with clock.held_at(MORNING):
        browser.post(PAGE, {"theme": "auto", "density": "compact", "language": "en", "place": "theatre"})
    assert after(11 * 60, browser).status_code == 200


def test_a_place_that_is_not_on_offer_is_refused(browser: Client, ruth: Account) -> None:
    with clock.held_at(MORNING):
        answer = browser.post(
            PAGE, {"theme": "auto", "density": "compact", "language": "en", "place": "portal"}
        )
    assert answer.status_code == 422
    ruth.refresh_from_db()
    assert ruth.place == "office"


def test_a_changed_limit_holds(browser: Client) -> None:
    PlaceLimit.objects.filter(code="office").update(idle_minutes=3)
    sessions.forget_limits()
    assert is_out(after(3, browser))


def test_patients_have_the_limit_of_the_portal(ruth: Account) -> None:
    PlaceLimit.objects.filter(code="portal").update(idle_minutes=2)
    Account.objects.filter(id=ruth.id).update(is_patient=True, place="theatre")
    client = Client()
    with clock.held_at(MORNING):
        client.post("/accounts/login/", {"login": ruth.email, "password": PASSWORD})
    assert is_out(after(2, client))


def test_a13_08_signing_in_again_leads_back_to_the_same_page(browser: Client, ruth: Account) -> None:
    answer = after(15, browser, "/drafts/?page=2")
    assert answer["Location"] == "/accounts/login/?next=/drafts/%3Fpage%3D2"
    form = browser.get(answer["Location"])
    assert "Your drafts are kept" in form.content.decode()
    again = browser.post(
        "/accounts/login/", {"login": ruth.email, "password": PASSWORD, "next": "/drafts/?page=2"}
    )
    assert again["Location"] == "/drafts/?page=2"


def test_a13_08_the_page_knows_when_to_warn(browser: Client) -> None:
    page = after(1, browser).content.decode()
    assert 'data-activity-url="/activity/"' in page
    # A little more than the limit: a page that loads again too early would count as opened by a person.
    assert 'data-idle-seconds="905"' in page


def test_a_closed_account_is_out_at_the_next_request(browser: Client, ruth: Account) -> None:
    admin = cast.actor("grace", cast.role("admin", "security.manage_accounts"))
    disable_account(admin, account_id=ruth.id)
    assert is_out(after(1, browser))


def test_an_ended_role_is_gone_at_the_next_request(browser: Client, ruth: Account) -> None:
    assert 'href="/staff/"' in after(1, browser).content.decode()
    admin = cast.actor("grace", cast.role("admin", "security.manage_accounts"))
    held = RoleAssignment.objects.get(account=ruth)
    end_assignment(admin, assignment_id=held.id)
    page = after(2, browser)
    assert page.status_code == 200
    assert 'href="/staff/"' not in page.content.decode()


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Client) -> None:
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        "Lax",
        "/",
        "",
    )
    assert cookie["expires"] == ""


def test_over_https_the_cookies_are_bound_to_the_host() -> None:
    from florence.config.environment import Environment

    environ = {"FLORENCE_PUBLIC_URL": "https://florence.hospital.example", "HOME": "/nowhere"}
    environment = Environment.from_environ(environ)
    assert environment.cookie("florence-session") == "__Host-florence-session"
    assert environment.is_https


# ---- where one is signed in


def test_another_device_is_signed_out(browser: Client, ruth: Account) -> None:
    other = Client()
    other.post("/accounts/login/", {"login": ruth.email, "password": PASSWORD})
    session = UserSession.objects.get(session_key=other.session.session_key)
    with clock.held_at(MORNING):
        browser.post(f"/accounts/sessions/{session.pk}/end/")
    assert is_out(other.get(PAGE))
    assert after(1, browser).status_code == 200


def test_all_other_devices_are_signed_out(browser: Client, ruth: Account) -> None:
    other = Client()
    other.post("/accounts/login/", {"login": ruth.email, "password": PASSWORD})
    with clock.held_at(MORNING):
        browser.post("/accounts/sessions/")
    assert is_out(other.get(PAGE))
    assert after(1, browser).status_code == 200


def test_the_session_of_somebody_else_cannot_be_ended(browser: Client) -> None:
    eva = cast.account("eva")
    other = signed_in(eva)
    session = UserSession.objects.create(
        user=eva, session_key=other.session.session_key, ip="127.0.0.1", user_agent="Firefox"
    )
    with clock.held_at(MORNING):
        assert browser.post(f"/accounts/sessions/{session.pk}/end/").status_code == 404
    assert other.get(PAGE).status_code == 200


# ---- settings


def test_settings_are_kept_and_shown(browser: Client, ruth: Account) -> None:
    chosen = {"theme": "dark", "density": "comfortable", "language": "ar", "place": "office"}
    with clock.held_at(MORNING):
        browser.post(PAGE, chosen)
        page = browser.get(PAGE).content.decode()
    assert '<html lang="ar" dir="rtl" data-theme="dark" data-density="comfortable">' in page


@pytest.mark.parametrize(("field", "value"), [("theme", "pink"), ("density", "huge"), ("language", "xx")])
def test_a_setting_that_is_not_on_offer_is_refused(
    browser: Client, ruth: Account, field: str, value: str
) -> None:
    chosen = {"theme": "dark", "density": "compact", "language": "en", "place": "office", field: value}
    with clock.held_at(MORNING):
        assert browser.post(PAGE, chosen).status_code == 422
    ruth.refresh_from_db()
    assert ruth.theme == "auto"


def test_settings_of_nobody_are_closed(client: Client) -> None:
    assert is_out(client.get(PAGE))
