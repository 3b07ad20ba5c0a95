"""What holds on every page, in the browser: no accessibility violation, no policy violation, no error, no request to
another host, no sideways scroll."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The sizes, themes and directions that an author looks at.
SIZES = {"phone": (390, 844), "small": (320, 568), "tablet": (1024, 768), "desktop": (1440, 900)}
# The browser reports the status of an error page that was asked for on purpose.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


@dataclass
class Watch:
    """Collects what a page does wrong by itself, from the moment it is attached."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        # Policy violations arrive here too: the browser writes them to the console as errors.
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.problems.append(f"console: {message.text}")

    def _see(self, request: Request) -> None:
        here, there = urlsplit(self.page.url), urlsplit(request.url)
        if here.netloc and there.netloc not in {here.netloc, ""}:
            self.problems.append(f"another host: {there.netloc}")


def accessibility_problems(page: Page) -> list[str]:
    """One line per violation that axe finds in the page as it stands: rule, element, what to do."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{violation['id']}: {node['html'][:160]} | {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def covered_focus(page: Page) -> str:
    """The element that has the focus but is hidden under something else; empty when it can be seen."""
    return str(
        page.evaluate(
            """() => {
              const element = document.activeElement;
              if (!element || element === document.body) return "";
              const box = element.getBoundingClientRect();
              const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
              return top && (element.contains(top) || top.contains(element)) ? "" : element.outerHTML.slice(0, 160);
            }"""
        )
    )
