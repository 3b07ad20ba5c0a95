"""One demo hospital and one browser for all stories: the real server, as `make demo` starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.checks import SIZES, Watch

READY_WITHIN_S = 420.0
BROWSERS = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
PICTURES = Path(os.environ.get("FLORENCE_PICTURES", "build/pictures"))

# The browser's driver keeps an event loop in this thread, beside which other tests of this process use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


# Before the plugin that reads the groups: this file is loaded earlier than it, and would be asked later.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all stories on one worker, so that the hospital is opened once."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True)
class Hospital:
    """Where the demo hospital answers."""

    address: str
    home: Path


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    """The demo hospital, started as `make demo` starts it; FLORENCE_RUNNING_DEMO names one that runs already."""
    running = os.environ.get("FLORENCE_RUNNING_DEMO")
    if running:
        yield Hospital(running, Path())
        return
    home = tmp_path_factory.mktemp("demo")
    port = _free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FLORENCE_")}
    environ |= {"FLORENCE_HOME": str(home), "FLORENCE_GUARD_QUERIES": "1"}
    command = [sys.executable, "-m", "florence.config.command", "serve", "--demo", f"--port={port}"]
    with open(home / "serve.txt", "wb") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            _wait_until_ready(port, process, home / "serve.txt")
            yield Hospital(f"http://localhost:{port}", home)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        if "Florence is ready" in log.read_text(errors="replace") and _answers(port):
            return
        time.sleep(0.5)
    raise AssertionError(f"The demo hospital did not open:\n{log.read_text(errors='replace')[-3000:]}")


def _answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A found Chromium."""
    from shutil import which

    found = next((path for path in map(which, BROWSERS) if path), None)
    assert found, "No Chromium was found. As root run: apt-get install chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield launched
        launched.close()


class Visitor:
    """Somebody with a browser of their own, signed in."""

    def __init__(self, hospital: Hospital, page: Page) -> None:
        self.hospital = hospital
        self.page = page
        self.watch = Watch(page)

    def open(self, path: str) -> Page:
        """Open a path and wait until it has settled."""
        self.page.goto(self.hospital.address + path)
        self.page.wait_for_load_state("load")
        return self.page

    def sign_in(self, role: str) -> None:
        """Sign in as a demo account."""
        self.open("/accounts/login/")
        self.page.fill("input[type=email]", f"{role}@demo.example")
        self.page.fill("input[type=password]", "florence-demo")
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(re.compile(r"^(?!.*accounts/login).*$"))

    def picture(self, name: str) -> None:
        """Keep a picture of the page as it stands."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(hospital: Hospital, browser: Browser) -> Iterator[Visit]:
    """Opens a browser for a role; `size`, `theme` and `script` choose what it is like."""
    opened: list[BrowserContext] = []

    def as_role(
        role: str, *, size: str = "desktop", theme: str = "light", script: bool = True, language: str = "en"
    ) -> Visitor:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=script,
            has_touch=size in ("phone", "small"),
            accept_downloads=True,
            locale=language,
        )
        opened.append(context)
        visitor = Visitor(hospital, context.new_page())
        if role:
            visitor.sign_in(role)
        return visitor

    yield as_role
    for context in opened:
        context.close()
