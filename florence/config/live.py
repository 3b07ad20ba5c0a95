"""Live streams of open pages: a topic's name when something changed, and nothing else.

A page asks for `/live/stream?topic=…&read=…` with its session's cookie, and says when its content was read: what
changed between reading and listening it hears at once. It hears until it leaves, its session or its right ends, or it
stops reading; pages connect again by themselves and fetch their content anew.
"""

import asyncio
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import Error as DatabaseFault

from florence.config.live_admission import NotOpen, NotSignedIn, admit
from florence.config.live_hub import Client, Hub
from florence.config.static_files import Application, Receive, Scope, Send, send_answer
from florence.foundation.live import STREAM
from florence.security.web.middleware import POLICY

PREFIX = "/live/"
HEARTBEAT_S = 20.0
ASK_AGAIN_S = 60.0
SLOWEST_READER_S = 10.0
MOST_STREAMS = 4_000
# One person has a page or two open on a few screens; more would take the places of colleagues.
MOST_STREAMS_OF_ACCOUNT = 50
HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", POLICY.encode()),
)
# Two are enough for a question of a millisecond; more would each keep a connection to the database.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")


class LiveApplication:
    """Answers the live streams, and hands everything else on."""

    def __init__(self, application: Application, hub: Hub | None = None) -> None:
        self._application = application
        self._hub = hub or Hub(settings.ENVIRONMENT.known_urls().application)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the beginning and end of the process."""
        if scope["type"] == "lifespan":
            return await self._live_and_die(receive, send)
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            return await self._application(scope, receive, send)
        if scope["path"] != STREAM or scope["method"] != "GET":
            return await send_answer(send, 404, (), b"")
        return await self._open(scope, receive, send)

    async def _live_and_die(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self._hub.close()
                return await send({"type": "lifespan.shutdown.complete"})
            self._end_streams_when_stopped()
            self._hub.start()
            await send({"type": "lifespan.startup.complete"})

    def _end_streams_when_stopped(self) -> None:
        """Streams have no end of their own: the server would wait for them, and then be killed.

        The loop's own handler of the signal, by which the server stops, is told by the wake-up descriptor and
        runs as well (asyncio, add_signal_handler).
        """
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._hub.end_all))

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            client = await self._admitted(scope)
        except NotSignedIn:
            await send_answer(send, 401, ((b"hx-refresh", b"true"),), b"")
        except NotOpen:
            await send_answer(send, 403, (), b"")
        except DatabaseFault:
            await send_answer(send, 503, ((b"retry-after", b"15"),), b"")
        else:
            await self._serve(scope, client, asyncio.ensure_future(_until_left(receive)), send)

    async def _serve(self, scope: Scope, client: Client, leaving: "asyncio.Future[None]", send: Send) -> None:
        if self._is_full(client):
            leaving.cancel()
            return await send_answer(send, 503, ((b"retry-after", b"30"),), b"")
        self._hub.join(client, read_at=_read_at(scope))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
            await self._stream(scope, client, leaving, send)
            return await send({"type": "http.response.body", "body": b""})
        except (OSError, TimeoutError):
            return None  # The page has gone, or has stopped reading.
        finally:
            leaving.cancel()
            self._hub.leave(client)

    def _is_full(self, client: Client) -> bool:
        hub = self._hub
        is_full = hub.size >= MOST_STREAMS or hub.size_of(client.account_id) >= MOST_STREAMS_OF_ACCOUNT
        return hub.is_closing or is_full

    async def _stream(
        self, scope: Scope, client: Client, leaving: "asyncio.Future[None]", send: Send
    ) -> None:
        loop = asyncio.get_running_loop()
        ask_at = loop.time() + ASK_AGAIN_S
        await _write(send, b"id: 1\n\n")
        while not leaving.done():
            news = asyncio.ensure_future(client.changed())
            both: set[asyncio.Future[Any]] = {news, leaving}
            await asyncio.wait(both, timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED)
            topics = news.result() if news.done() else None
            news.cancel()
            if client.is_over or leaving.done():
                return
            if loop.time() >= ask_at:
                if not await self._is_still_open(scope):
                    return
                ask_at = loop.time() + ASK_AGAIN_S
            await _write(send, b": here\n\n" if topics is None else _events(topics))

    async def _admitted(self, scope: Scope) -> Client:
        cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
        topics = parse_qs(scope["query_string"].decode("latin-1")).get("topic", [])
        loop = asyncio.get_running_loop()
        listener = await loop.run_in_executor(_threads, admit, cookies, tuple(topics))
        return Client(listener.account_id, listener.topics)

    async def _is_still_open(self, scope: Scope) -> bool:
        try:
            await self._admitted(scope)
        except (NotSignedIn, NotOpen, DatabaseFault):
            return False  # The page connects again by itself, and is asked for its right then.
        return True


def _read_at(scope: Scope) -> float:
    """When the page was read, in seconds since 1970; long ago for one that listened before, or does not say."""
    if any(name == b"last-event-id" for name, _ in scope["headers"]):
        return 0.0
    said = parse_qs(scope["query_string"].decode("latin-1")).get("read", [""])[0]
    return int(said) / 1000 if said.isascii() and said.isdigit() and len(said) <= 15 else 0.0


def _events(topics: list[str]) -> bytes:
    return "".join(f"event: {topic}\ndata: {topic}\n\n" for topic in topics).encode()


async def _write(send: Send, words: bytes) -> None:
    message = {"type": "http.response.body", "body": words, "more_body": True}
    async with asyncio.timeout(SLOWEST_READER_S):
        await send(message)


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
