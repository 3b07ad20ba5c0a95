"""What a colleague changes shows on an open page, whatever happens between reading the page and listening."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit, Visitor
from tests.browser.test_stories import open_chart, record_allergy

STREAM = re.compile("/live/stream")


def chart_of(visitor: Visitor) -> Page:
    return open_chart(visitor, "Anderson Maryam", "ANDERSON, Maryam")


def change(chart: Page) -> str:
    """Record an allergy that nobody has recorded before."""
    substance = f"chestnut {time.time_ns()}"
    record_allergy(chart, substance)
    expect(chart.locator("#banner")).to_contain_text(substance, ignore_case=True)
    return substance


def shows(page: Page, substance: str) -> None:
    expect(page.locator("#banner")).to_contain_text(substance, ignore_case=True, timeout=4_000)
    expect(page.locator("#chart")).to_contain_text(substance, ignore_case=True)


def test_every_page_that_is_opened_listens(visit: Visit) -> None:
    nurse = visit("nurse")
    chart = chart_of(nurse)
    for _ in range(10):
        with chart.expect_response(STREAM, timeout=4_000) as stream:
            chart.reload()
        assert stream.value.status == 200


def held(page: Page) -> Callable[[], None]:
    """Hold the page's streams back until the answer of this is called."""
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route)

    page.route(STREAM, wait)

    def let_go() -> None:
        for route in waiting:
            route.continue_()
        page.unroute(STREAM)

    return let_go


def test_a_change_between_reading_and_listening_is_not_missed(visit: Visit) -> None:
    doctor, nurse = visit("doctor"), visit("nurse")
    let_go = held(nurse.page)
    hers, chart = chart_of(nurse), chart_of(doctor)
    substance = change(chart)
    assert substance not in hers.locator("#banner").inner_text().lower()
    let_go()
    shows(hers, substance)


@pytest.mark.parametrize("fault", ["refused", "unreachable"])
def test_a_page_whose_first_connection_fails_connects_again(fault: str, visit: Visit) -> None:
    doctor, nurse = visit("doctor"), visit("nurse")

    def fail(route: Route) -> None:
        if fault == "refused":
            route.fulfill(status=503, body="")
        else:
            route.abort()

    nurse.page.route(STREAM, fail, times=1)
    hers, chart = chart_of(nurse), chart_of(doctor)
    with hers.expect_response(STREAM, timeout=6_000):
        pass
    shows(hers, change(chart))


def test_a_page_reads_nothing_again_when_nothing_changed(visit: Visit) -> None:
    nurse = visit("nurse")
    asked: list[str] = []
    nurse.page.on("request", lambda request: asked.append(request.url))
    chart = chart_of(nurse)
    with chart.expect_response(STREAM, timeout=4_000):
        chart.reload()
    asked.clear()
    chart.wait_for_timeout(1_500)
    assert [address for address in asked if "/static/" not in address] == []
