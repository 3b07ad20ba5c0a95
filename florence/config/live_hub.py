"""One connection of a process that hears every announcement, and hands each to the open pages that wait for it."""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress

import psycopg

from florence.foundation.live import CHANNEL, ENDED

AGAIN_AFTER_S = 1.0
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
        self.is_closing = False

    @property
    def size(self) -> int:
        """How many pages are open."""
        return sum(len(clients) for clients in self._accounts.values())

    def join(self, client: Client) -> None:
        """Let a page hear from now on; the first one makes the connection."""
        for topic in client.topics:
            self._clients[topic].add(client)
        self._accounts[client.account_id].add(client)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.get_running_loop().create_task(self._listen())

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
            except psycopg.Error as error:
                _log.warning("Live announcements are not heard for now (%s)", type(error).__name__)
            await asyncio.sleep(AGAIN_AFTER_S)

    async def _listen_once(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._database_url, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
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
        for client in self._clients.get(topic, ()):
            client.tell(frozenset([topic]))
