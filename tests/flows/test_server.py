"""The one port of a real server: pages, static files, live streams, health."""

import gzip
import itertools
import json
import re
import threading
import time
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from florence.foundation import live
from florence.foundation.postgresql.cluster import Urls
from florence.security.actions.accounts import disable_account
from florence.security.models import Account
from florence.security.tests import cast
from tests.flows.server import Server, serving

PASSWORD = "a long pass phrase for tests"
SESSION = "florence-session"


_numbers = itertools.count(1)


def signed_in(*permissions: str) -> tuple[Account, str]:
    """An account and the cookie of its session, which every process of the house knows."""
    name = f"eva{next(_numbers)}"
    account = cast.account(name, cast.role(name, *permissions, needs_second_factor=False))
    account.set_password(PASSWORD)
    account.save(update_fields=["password"])
    client = Client()
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    return account, f"{SESSION}={client.cookies[SESSION].value}"


class Listening:
    """Reads a stream in the background."""

    def __init__(self, stream: HTTPResponse) -> None:
        self.lines: list[str] = []
        self.is_over = threading.Event()
        threading.Thread(target=self._read, args=[stream], daemon=True).start()

    def _read(self, stream: HTTPResponse) -> None:
        while line := stream.readline():
            self.lines.append(line.decode().strip())
        self.is_over.set()

    def hears(self, line: str, within_s: float = 2.0) -> bool:
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline and line not in self.lines:
            time.sleep(0.02)
        return line in self.lines


def test_it_works(server: Server) -> None:
    assert server.ask("/").getheader("Location") == "/accounts/login/?next=/"
    page = server.ask("/accounts/login/")
    assert page.status == 200
    assert "frame-ancestors 'none'" in str(page.getheader("Content-Security-Policy"))
    assert page.getheader("Cache-Control") in (
        "no-store",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )

    style = re.search(r'href="(/static/ui/florence\.[0-9a-f]{12}\.css)"', page.read().decode())
    assert style is not None
    plain = server.ask(style.group(1))
    packed = server.ask(style.group(1), Accept_Encoding="gzip")
    assert plain.getheader("Cache-Control") == "public, max-age=31536000, immutable"
    assert gzip.decompress(packed.read()) == plain.read()
    again = server.ask(style.group(1), If_None_Match=str(plain.getheader("ETag")))
    assert (again.status, again.read()) == (304, b"")
    assert server.ask("/static/ui/florence.css").getheader("Cache-Control") == "no-cache"
    assert server.ask("/static/../settings.py").status == 404
    assert server.ask(style.group(1), method="POST").status == 405

    assert server.ask("/healthz").status == 200
    ready = server.ask("/readyz")
    assert json.loads(ready.read())["checks"]["database"] is True
    assert server.ask("/metrics").status == 401
    assert server.ask("/nowhere/").status == 404


def test_a_page_hears_what_it_may_and_nothing_else(server: Server) -> None:
    _, cookie = signed_in("security.review_break_glass")
    stream = server.ask("/live/stream?topic=privacy-review", cookie=cookie)
    assert (stream.status, stream.getheader("Content-Type")) == (200, "text/event-stream; charset=utf-8")
    heard = Listening(stream)
    assert heard.hears("id: 1")
    heard.lines.clear()
    live.announce("patient-01a20fca-36af-744b-b056-8bd08344ad99")
    live.announce("privacy-review")
    assert heard.hears("event: privacy-review")
    assert not any("patient" in line for line in heard.lines)


def test_nobody_hears_without_having_signed_in(server: Server) -> None:
    refused = server.ask("/live/stream?topic=privacy-review")
    assert (refused.status, refused.getheader("HX-Refresh")) == (401, "true")


@pytest.mark.parametrize("topics", ["topic=privacy-review", "topic=nonsense", "", "topic=patient-x"])
def test_a_topic_that_is_not_open_is_refused(server: Server, topics: str) -> None:
    _, cookie = signed_in()
    assert server.ask(f"/live/stream?{topics}", cookie=cookie).status == 403


def test_a_record_is_followed_with_a_relation_only(server: Server) -> None:
    account, cookie = signed_in()
    subject = cast.subject()
    address = f"/live/stream?topic=patient-{subject.person_id}"
    assert server.ask(address, cookie=cookie).status == 403
    cast.relate(account.id, subject.id)
    assert server.ask(address, cookie=cookie).status == 200


def test_an_open_stream_ends_with_its_account(server: Server) -> None:
    account, cookie = signed_in("security.review_break_glass")
    heard = Listening(server.ask("/live/stream?topic=privacy-review", cookie=cookie))
    assert heard.hears("id: 1")
    admin = cast.actor("grace", cast.role("admin", "security.manage_accounts"))
    disable_account(admin, account_id=account.id)
    assert heard.is_over.wait(2)
    assert server.ask("/live/stream?topic=privacy-review", cookie=cookie).status == 401


def test_a_page_that_was_away_fetches_what_it_may_have_missed(server: Server) -> None:
    _, cookie = signed_in("security.review_break_glass")
    headers = {"Last_Event_ID": "1"}
    heard = Listening(server.ask("/live/stream?topic=privacy-review", cookie=cookie, **headers))
    assert heard.hears("event: privacy-review")


def test_one_account_does_not_take_the_streams_of_others(server: Server) -> None:
    _, cookie = signed_in("security.review_break_glass")
    address = "/live/stream?topic=privacy-review"
    held = [server.ask(address, cookie=cookie) for _ in range(50)]
    assert {stream.status for stream in held} == {200}
    refused = server.ask(address, cookie=cookie)
    assert (refused.status, refused.getheader("Retry-After")) == (503, "30")

    _, of_another = signed_in("security.review_break_glass")
    assert server.ask(address, cookie=of_another).status == 200
    for stream in held:
        stream.close()


def test_a_server_stops_while_pages_listen(own_database: Urls, tmp_path: Path) -> None:
    with serving(own_database, tmp_path) as server:
        _, cookie = signed_in("security.review_break_glass")
        heard = Listening(server.ask("/live/stream?topic=privacy-review", cookie=cookie))
        assert heard.hears("id: 1")
        began = time.monotonic()
    assert time.monotonic() - began < 9  # after ten seconds the server kills what still talks
    assert heard.is_over.wait(2)


def read_at(moment: float) -> str:
    return f"/live/stream?topic=privacy-review&read={int(moment * 1000)}"


def test_a_page_hears_at_once_of_what_changed_after_it_was_read(server: Server) -> None:
    _, cookie = signed_in("security.review_break_glass")
    first = Listening(server.ask(read_at(time.time()), cookie=cookie))
    assert first.hears("id: 1")
    before = time.time()
    live.announce("privacy-review")
    assert first.hears("event: privacy-review")

    late = Listening(server.ask(read_at(before), cookie=cookie))
    assert late.hears("event: privacy-review")
    current = Listening(server.ask(read_at(time.time() + 0.01), cookie=cookie))
    assert current.hears("id: 1")
    assert not current.hears("event: privacy-review", within_s=0.5)


@pytest.mark.parametrize("said", ["", "-1", "soon", "9" * 400, "١٢٣"])
def test_a_page_that_does_not_say_when_it_was_read_reads_again(said: str, server: Server) -> None:
    _, cookie = signed_in("security.review_break_glass")
    address = f"/live/stream?topic=privacy-review&read={quote(said)}"
    assert Listening(server.ask(address, cookie=cookie)).hears("event: privacy-review")
