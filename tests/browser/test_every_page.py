"""Every page that a role can reach by links: it opens, is accessible, obeys the policy and shows nothing raw."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.checks import accessibility_problems, scrolls_sideways
from tests.browser.conftest import Visit, Visitor

ROLES = ("patient", "reception", "doctor", "nurse", "privacy", "admin")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RAW = re.compile(
    r"\bNone\b(?! known| active)|\bTrue\b|\bFalse\b|\bundefined\b|\bNaN\b|lorem ipsum|coming soon|\d{4}-\d\d-\d\dT\d\d:"
)
LOOKS = (("desktop", "light", "en"), ("phone", "dark", "ar"))
NOT_PAGES = ("/static/", "/live/", "/accounts/logout", "/metrics")
MOST = 70
# What people read, without the references by which a fault is looked up in the log.
TEXT = """() => {
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll("[data-reference], script, style, noscript").forEach(node => node.remove());
  return copy.textContent;
}"""


def shape_of(path: str) -> str:
    """An address without what differs from patient to patient."""
    parts = urlsplit(path)
    names = sorted({name.partition("=")[0] for name in parts.query.split("&") if name})
    return UUID.sub("*", parts.path) + ("?" + "&".join(names) if names else "")


def links_on(page: Page) -> Iterator[str]:
    links = "a[href]:not([download]):not([type='application/pdf'])"
    for address in page.eval_on_selector_all(links, "all => all.map(a => a.href)"):
        parts = urlsplit(address)
        if parts.netloc == urlsplit(page.url).netloc and not parts.path.startswith(NOT_PAGES):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def faults_of(visitor: Visitor, page: Page, status: int) -> list[str]:
    faults = [*visitor.watch.problems, *accessibility_problems(page)]
    visitor.watch.problems.clear()
    if status >= 400:
        faults.append(f"answered {status}")
    if scrolls_sideways(page):
        faults.append("scrolls sideways")
    text = page.evaluate(TEXT)
    faults.extend(f"raw: {found.group()}" for found in [*RAW.finditer(text), *UUID.finditer(text)])
    return faults


def walk(visitor: Visitor) -> dict[str, list[str]]:
    """Open one page of every shape that links lead to; gives the faults by address."""
    waiting, seen, faults = ["/"], {"/"}, {}
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        answer = visitor.page.goto(visitor.hospital.address + path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found = faults_of(visitor, visitor.page, answer.status)
        if found:
            faults[path] = found
        for link in links_on(visitor.page):
            shape = shape_of(link)
            if shape not in seen:
                seen.add(shape)
                waiting.append(link)
    return faults


@pytest.mark.parametrize(("size", "theme", "language"), LOOKS)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role(role: str, size: str, theme: str, language: str, visit: Visit) -> None:
    visitor = visit(role, size=size, theme=theme, language=language)
    faults = walk(visitor)
    assert not faults, "\n".join(f"{path}\n  " + "\n  ".join(lines[:6]) for path, lines in faults.items())


@pytest.mark.parametrize(("size", "theme", "language"), LOOKS)
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/no/such/page/"])
def test_pages_before_signing_in(path: str, size: str, theme: str, language: str, visit: Visit) -> None:
    visitor = visit("", size=size, theme=theme, language=language)
    page = visitor.open(path)
    found = [fault for fault in faults_of(visitor, page, 200) if "404" not in fault]
    assert not found
