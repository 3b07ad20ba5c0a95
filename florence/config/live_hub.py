"""One connection of a process that hears every announcement, and hands each to the open pages that wait for it."""

import asyncio
import logging
import time
from collections import defaultdict
from contextlib import suppress
from itertools import takewhile

import psycopg

from florence.foundation.live import CHANNEL, ENDED

AGAIN_AFTER_S = 1.0
# Longer than any page takes from being read to listening; who took longer fetches again in any case.
REMEMBERED_S = 120.0
_log = logging.getLogger(__name__)


class Client:
    """One open page: the topics that changed since it was last told, and whether its stream is over.

    What waits is a set of its own topics: a page that is slow to read can never make it long.
    """

    def __init__(self, account_id: str, topics: frozenset[str]) -> None:
        self.account_id = account_id
        self.topics = topics
        self.is_over = False
        self._changed: set[str] = set()
        self._news = asyncio.Event()

    def tell(self, topics: frozenset[str]) -> None:
        """Note topics that changed."""
        self._changed |= topics
        self._news.set()

    def end(self) -> None:
        """Let the stream end."""
        self.is_over = True
        self._news.set()

    async def changed(self) -> list[str]:
        """The topics that changed, once there are any or the stream is over."""
        await self._news.wait()
        self._news.clear()
        topics, self._changed = sorted(self._changed), set()
        return topics


class Hub:
    """The open pages of a process, and the connection that hears for all of them."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._clients: dict[str, set[Client]] = defaultdict(set)
        self._accounts: dict[str, set[Client]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None
        self._hears_since = float("inf")
        self._heard_at: dict[str, float] = {}
        self.is_closing = False

    @property
    def size(self) -> int:
        """How many pages are open."""
        return sum(len(clients) for clients in self._accounts.values())

    def size_of(self, account_id: str) -> int:
        """How many pages of an account are open."""
        return len(self._accounts.get(account_id, ()))

    def start(self) -> None:
        """Hear from now on, also before any page is open; does nothing if it hears already."""
        if self._listening is None or self._listening.done():
            self._listening = asyncio.get_running_loop().create_task(self._listen())

    def join(self, client: Client, *, read_at: float) -> None:
        """Let a page hear from now on, and at once of what changed since it was read (seconds since 1970, UTC)."""
        for topic in client.topics:
            self._clients[topic].add(client)
        self._accounts[client.account_id].add(client)
        missed = self._changed_since(client.topics, read_at)
        if missed:
            client.tell(missed)
        self.start()

    def _changed_since(self, topics: frozenset[str], moment: float) -> frozenset[str]:
        """The topics that changed after a moment; all of them when the moment lies before what is remembered."""
        if moment < max(self._hears_since, time.time() - REMEMBERED_S):
            return topics
        return frozenset(topic for topic in topics if self._heard_at.get(topic, 0.0) >= moment)

    def leave(self, client: Client) -> None:
        """Forget a page."""
        for index, names in ((self._clients, client.topics), (self._accounts, {client.account_id})):
            for name in names:
                index[name].discard(client)
                if not index[name]:
                    del index[name]

    def end_all(self) -> None:
        """End every stream, and take no new one: the process is about to stop."""
        self.is_closing = True
        for client in [each for clients in self._accounts.values() for each in clients]:
            client.end()

    async def close(self) -> None:
        """End every stream and stop hearing."""
        self.end_all()
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (psycopg.Error, OSError) as error:
                _log.warning("Live announcements are not heard for now (%s)", type(error).__name__)
            self._hears_since = float("inf")
            await asyncio.sleep(AGAIN_AFTER_S)

    async def _listen_once(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._database_url, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._hears_since = time.time()
            self._tell_all()
            async for notice in connection.notifies():
                self._heard(notice.payload)

    def _tell_all(self) -> None:
        """After a time without hearing, every page fetches again what it may have missed."""
        for clients in list(self._accounts.values()):
            for client in clients:
                client.tell(client.topics)

    def _heard(self, topic: str) -> None:
        if topic.startswith(ENDED):
            for client in list(self._accounts.get(topic.removeprefix(ENDED), ())):
                client.end()
            return
        self._remember(topic)
        for client in self._clients.get(topic, ()):
            client.tell(frozenset([topic]))

    def _remember(self, topic: str) -> None:
        """Keep when a topic changed, the oldest first, and forget what is too old to be asked for."""
        self._heard_at.pop(topic, None)
        self._heard_at[topic] = time.time()
        horizon = time.time() - REMEMBERED_S
        for past in list(takewhile(lambda name: self._heard_at[name] < horizon, self._heard_at)):
            del self._heard_at[past]
