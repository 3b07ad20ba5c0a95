"""The load: some clients at once, each on one connection that stays open, in a process of their own."""

import http.client
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ask:
    """One request, and the status that its answer must have."""

    path: str
    method: str = "GET"
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Client:
    """Somebody who is signed in: the port, and what goes along with each request."""

    port: int
    headers: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What came of a load: how long it took, each answer's time in seconds, and the bodies if they were kept."""

    seconds: float
    latencies: list[float]
    bodies: list[str]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


class WrongAnswer(Exception):
    """An answer had another status than it must have."""


class Load:
    """The process that holds the clients."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))

    def drive(
        self, clients: Sequence[Client], asks: Sequence[Sequence[Ask]], *, keep: bool = False
    ) -> Outcome:
        """Let every client ask what is its own, one after the other; raises WrongAnswer."""
        return self._pool.submit(_drive, list(clients), [list(each) for each in asks], keep).result()

    def end(self) -> None:
        """End the process."""
        self._pool.shutdown()


def _drive(clients: list[Client], asks: list[list[Ask]], keep: bool) -> Outcome:
    began = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as pool:
        parts = list(pool.map(lambda pair: _ask_all(pair[0], pair[1], keep), zip(clients, asks, strict=True)))
    seconds = time.perf_counter() - began
    return Outcome(
        seconds, [each for part in parts for each in part[0]], [each for part in parts for each in part[1]]
    )


def _ask_all(client: Client, asks: list[Ask], keep: bool) -> tuple[list[float], list[str]]:
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)
    latencies, bodies = [], []
    for ask in asks:
        began = time.perf_counter()
        connection.request(ask.method, ask.path, ask.body, client.headers | ask.headers)
        answer = connection.getresponse()
        body = answer.read()
        latencies.append(time.perf_counter() - began)
        if answer.status != ask.status:
            raise WrongAnswer(
                f"{ask.method} {ask.path} gave {answer.status} instead of {ask.status}: {body[:600]!r}"
            )
        if keep:
            bodies.append(body.decode())
    connection.close()
    return latencies, bodies
