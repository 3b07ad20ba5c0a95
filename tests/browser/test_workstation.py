"""A shared computer on a ward: two people change places by PIN, each keeps the own page, neither sees the other's."""

import re

from playwright.sync_api import Page, expect

from tests.browser.checks import accessibility_problems
from tests.browser.conftest import Hospital, Visit, Visitor
from tests.browser.counting import Counter

PINS = {"doctor": "280417", "nurse": "591736"}


def set_pin(visitor: Visitor, role: str) -> None:
    page = visitor.open("/settings/pin/")
    page.fill("#pin", PINS[role])
    page.click("main button.primary")
    page.wait_for_url(re.compile("/settings/$"))


def lock(page: Page) -> None:
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name="Lock or change person").click()
    page.wait_for_url(re.compile("/workstation/$"))


def name_of(page: Page) -> str:
    return (page.locator("details.menu b").first.text_content() or "").strip()


def test_a_switch_takes_three_seconds_and_leaves_no_trace(visit: Visit, hospital: Hospital) -> None:
    computer = visit("admin")
    page = computer.open("/administration/workstations/")
    page.fill("#name", "Ward 3, desk")
    page.click("main button.primary")
    page.wait_for_load_state("load")
    expect(page.locator("main")).to_contain_text("Ward 3, desk")
    page.context.clear_cookies(name=re.compile("session"))

    people = {}
    for role, address in (("doctor", "/patients/search/"), ("nurse", "/settings/")):
        computer.sign_in(role)
        set_pin(computer, role)
        people[role] = name_of(computer.open(address))
        other = page.context.new_page()
        other.goto(hospital.address + "/drafts/")
        lock(page)
        other.wait_for_url(re.compile("/workstation/$"))
        expect(other.locator("body")).not_to_contain_text(re.compile(r"\bdraft", re.IGNORECASE))
        other.close()
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    assert accessibility_problems(page) == []
    count = Counter(page)
    count.click(people["doctor"])
    count.tab()
    count.press(PINS["doctor"])
    count.enter()
    page.wait_for_url(re.compile("/patients/search/$"))
    page.wait_for_load_state("load")
    assert (count.clicks, count.keys, count.pages) == (1, 8, 1)
    assert name_of(page) == people["doctor"]

    # Back from the doctor's page: neither the nurse's page, nor her name in a title, a box, or the page.
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state("load")
        expect(page.locator("body")).not_to_contain_text(people["nurse"])
        assert people["nurse"] not in page.content()
    page.goto(hospital.address + "/")
    answer = page.request.get(hospital.address + "/settings/")
    assert "no-store" in answer.headers["cache-control"]
