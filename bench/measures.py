"""What is measured in one hospital: each kind of request in rounds, all kinds in turn, medians at the end."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench import asking, signing_in
from bench.asking import Asks
from bench.load import Client, Load
from bench.people import people
from bench.scale import DOCTORS, Scale
from bench.seeding import CLIENT, GROUND, PASSWORD, SECRET, doctor_email, long_chart
from bench.servers import Server

ROUNDS = 3
WARM_UP = 80
PAGES, LONG_PAGES = 400, 192
"""Requests a round: enough for the clock of processor time, which ticks a hundred times a second."""

FOUND_AMONG = 10
LINK = re.compile(r"/patients/([0-9a-f-]{36})/")


@dataclass
class Series:
    """The rounds of one kind of request: processor milliseconds a request, answers a second, times of answers."""

    cpu_ms: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        """The median of the rounds, in milliseconds of server and database together."""
        return median(self.cpu_ms)

    @property
    def rate(self) -> float:
        """The median of the rounds, in answers a second."""
        return median(self.rates)

    @property
    def p95_ms(self) -> float:
        """The time within which 95 of 100 answers came, in milliseconds."""
        return quantiles(self.latencies, n=20)[-1] * 1000


@dataclass(frozen=True)
class Kind:
    """One kind of request: who is asked, by whom, and what in a given round."""

    server: Server
    clients: Callable[[], list[Client]]
    asks: Callable[[int], Asks]


class Measurement:
    """The measurement of one hospital."""

    def __init__(self, scale: Scale, florence: Server, bare: Server) -> None:
        self._scale = scale
        self._everyone = people(scale.patients)
        self._servers = {"florence": florence, "bare": bare}
        self._load = Load()
        self.series: dict[str, Series] = {}
        self.recall = 0.0

    def run(self, only: Collection[str] = ()) -> None:
        """Measure everything, or only some kinds of requests."""
        kinds = {name: kind for name, kind in self._kinds().items() if not only or name in only}
        for name, kind in kinds.items():
            self._load.drive(kind.clients(), [each[: WARM_UP // DOCTORS] for each in kind.asks(-1)])
            self.series[name] = Series()
        for number in range(ROUNDS):
            for name, kind in kinds.items():
                self._note(name, kind, number)
        if "typo" in kinds:
            self.recall = self._recall(kinds["typo"])
        self._load.end()

    def _kinds(self) -> dict[str, Kind]:
        florence, bare = self._servers["florence"], self._servers["bare"]
        known_doctors, known_users = self._doctors(), self._users()
        doctors, users = lambda: known_doctors, lambda: known_users
        programs = self._programs  # a new token each time: it lasts a quarter of an hour
        everyone, each = self._everyone, asking.each_of
        observations = json.loads((self._scale.home / GROUND).read_text())["observations"]
        names = [text for text, _ in asking.typos(everyone)]
        return {
            "bare page": Kind(
                bare, users, lambda n: each(asking.bare_page(everyone), PAGES, f"bare page {n}")
            ),
            "summary": Kind(florence, doctors, lambda n: asking.charts(everyone, PAGES, n % ROUNDS)),
            "bare list": Kind(
                bare, users, lambda n: each(asking.bare_list_by_part(everyone), PAGES, f"list {n}")
            ),
            "list": Kind(
                florence, doctors, lambda n: each(asking.list_by_part(everyone), PAGES, f"list {n}")
            ),
            "prefix": Kind(florence, doctors, lambda n: each(asking.prefix(everyone), PAGES, f"prefix {n}")),
            "typo": Kind(florence, doctors, lambda n: asking.searches(names)),
            "read": Kind(
                florence, programs, lambda n: each(asking.reading(observations), PAGES, f"read {n}")
            ),
            "search": Kind(florence, programs, lambda n: each(asking.searching, PAGES, f"search {n}")),
            "create": Kind(
                florence, programs, lambda n: each(asking.creating(everyone), PAGES, f"create {n}")
            ),
            "long chart": Kind(
                florence, doctors, lambda n: asking.tabs_of(long_chart(self._scale), LONG_PAGES)
            ),
        }

    def _note(self, name: str, kind: Kind, number: int) -> None:
        clients, asks = kind.clients(), kind.asks(number)
        before = kind.server.processor_seconds()
        outcome = self._load.drive(clients, asks)
        used = kind.server.processor_seconds() - before
        series = self.series[name]
        series.cpu_ms.append(used * 1000 / len(outcome.latencies))
        series.rates.append(outcome.rate)
        series.latencies += outcome.latencies
        print(f"  {name:<12}{series.cpu_ms[-1]:8.2f} ms{outcome.rate:8.0f}/s", flush=True)

    def _recall(self, kind: Kind) -> float:
        """The share of full names with an error whose person, or one of that very name, is among the first ten."""
        meant = asking.typos(self._everyone)
        same: dict[str, set[str]] = {}
        for person in self._everyone:
            same.setdefault(person.name, set()).add(str(person.id))
        outcome = self._load.drive(kind.clients(), asking.searches([text for text, _ in meant]), keep=True)
        order = [pair for client in range(DOCTORS) for pair in meant[client::DOCTORS]]
        hits = sum(
            _is_found(body, same[person.name])
            for body, (_, person) in zip(outcome.bodies, order, strict=True)
        )
        return hits / len(meant)

    def _doctors(self) -> list[Client]:
        port = self._servers["florence"].port
        return [
            signing_in.person(
                port,
                "/accounts/login/",
                {"login": doctor_email(number), "password": PASSWORD},
                "florence-session",
                "/patients/search/",
            )
            for number in range(DOCTORS)
        ]

    def _users(self) -> list[Client]:
        port = self._servers["bare"].port
        return [
            signing_in.person(
                port, "/login/", {"username": f"bench{number}", "password": "bench"}, "sessionid", "/login/"
            )
            for number in range(DOCTORS)
        ]

    def _programs(self) -> list[Client]:
        return [signing_in.program(self._servers["florence"].port, CLIENT, SECRET)] * DOCTORS


def _is_found(body: str, wanted: set[str]) -> bool:
    found = list(dict.fromkeys(LINK.findall(body)))[:FOUND_AMONG]
    return bool(wanted.intersection(found))
