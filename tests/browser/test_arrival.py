"""Somebody unknown is brought in: the desk has a patient, a visit and a wristband with a few keys."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.counting import Counter

MOST_KEYS = 12
"""Keys besides the words that are typed."""


def test_a1_03_an_unknown_man_is_registered_in_twenty_seconds(visit: Visit) -> None:
    desk = visit("reception")
    page = desk.open("/patients/unknown/")
    count = Counter(page)
    expect(page.locator("main input[name=sex]").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    count.keys += 1
    count.tab()
    count.press("50")
    count.tab()
    page.keyboard.type("Collapsed in the street")
    count.enter()
    page.wait_for_url(re.compile("/identity/$"))
    expect(page.locator("main")).to_contain_text("about")
    band = page.get_by_role("link", name="Wristband")
    answer = page.request.get(page.url.replace("/identity/", "/identity/wristband/"))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert (band.get_attribute("href") or "").endswith("/identity/wristband/")
    assert count.keys <= MOST_KEYS
    assert count.pages == 1
