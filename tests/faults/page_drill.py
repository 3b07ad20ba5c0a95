"""A drill: people and a program write while web, worker and database are killed at random moments.

`python -m tests.faults.page_drill 100` runs it at length against a real `florence serve`, and prints the figures.
"""

import random
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise

from tests.faults.hands import SIGNS, WAIST, Browser, Diary, Doctor, Program, Writer, rows_of
from tests.faults.house import DATABASE, WEB, WORKER, House, house

KINDS = (WEB, WORKER, DATABASE)
BACK_WITHIN_S = 60.0
READY_WITHIN_S = 180.0
# How long after a kill of web a request may still meet the dying process.
ECHO_S = 1.0

WHOLE_PARTS = {
    "without history": "SELECT count(*) FROM records_resource r WHERE NOT EXISTS (SELECT FROM "
    "records_resourcehistory h WHERE h.pgh_obj_id = r.id AND h.version = r.version)",
    "without tokens": "SELECT count(*) FROM records_resource r WHERE NOT EXISTS (SELECT FROM "
    "records_resourcetoken t WHERE t.resource_id = r.id)",
    "without access event": "SELECT count(*) FROM records_resourcehistory h WHERE NOT EXISTS (SELECT FROM "
    "security_accessevent e WHERE e.scope_id = h.pgh_context_id)",
    "history without row": "SELECT count(*) FROM records_resourcehistory h WHERE NOT EXISTS (SELECT FROM "
    "records_resource r WHERE r.id = h.pgh_obj_id)",
}


@dataclass
class Figures:
    """What the drill saw; times in seconds."""

    kills: dict[str, int]
    acknowledged: int
    lost: int
    half_written: dict[str, int]
    doubled: int
    outages: int
    unclear: list[str]
    silent_while_alive: int
    recovery_s: list[float] = field(default_factory=list)
    longest_silence_s: float = 0.0
    ready_after_s: float = 0.0

    def __str__(self) -> str:
        kills = ", ".join(f"{count} of {kind}" for kind, count in self.kills.items())
        return (
            f"{sum(self.kills.values())} kills ({kills}), {self.acknowledged} acknowledged writes, "
            f"{self.lost} lost, {sum(self.half_written.values())} half written, {self.doubled} doubled, "
            f"{self.outages} clear outages, {len(self.unclear)} unclear errors, "
            f"{self.silent_while_alive} empty answers while web lived, "
            f"next write {statistics.median(self.recovery_s):.2f} s median, longest time without answer "
            f"{self.longest_silence_s:.2f} s, everything ready {self.ready_after_s:.1f} s after the last kill"
        )


@dataclass
class Drill:
    """One run: the house, its writers, and when what was killed."""

    house: House
    diary: Diary = field(default_factory=Diary)
    done: threading.Event = field(default_factory=threading.Event)
    killed: list[str] = field(default_factory=list)
    web_away: list[tuple[float, float]] = field(default_factory=list)

    def run(self, kills: int, seed: int) -> Figures:
        """Kill that often while two doctors and a program write, then count what is there."""
        writers = self.begin()
        recovery = self._kill(kills, random.Random(seed))
        self.house.wait_until(self.house.web_is_whole, BACK_WITHIN_S)
        time.sleep(1)
        return self.end(writers, recovery)

    def end(self, writers: list[Writer], recovery: list[float]) -> Figures:
        """Let everybody stop, and count what is there."""
        self.done.set()
        for writer in writers:
            writer.join(60)
        return self._count(recovery, self._become_ready())

    def begin(self) -> list[Writer]:
        """Let everybody sign in and begin to write."""
        writers = self._writers()
        for writer in writers:
            writer.start()
        self.house.wait_until(lambda: all(writer.is_in.is_set() for writer in writers), BACK_WITHIN_S)
        self.wait_for_write(0)
        return writers

    def _writers(self) -> list[Writer]:
        first, second = self.house.patients
        kinds: list[tuple[type[Writer], str]] = [(Doctor, first), (Doctor, second), (Program, first)]
        return [kind(self.house.port, patient, self.diary, self.done) for kind, patient in kinds]

    def _kill(self, kills: int, chance: random.Random) -> list[float]:
        recovery = []
        kinds = [KINDS[place % len(KINDS)] for place in range(kills)]
        chance.shuffle(kinds)
        for kind in kinds:
            time.sleep(chance.uniform(0.1, 1.5))
            began, known = time.monotonic(), len(self.diary.acknowledged)
            self.house.wait_until(lambda kind=kind: self.house.kill(kind, chance), BACK_WITHIN_S)  # type: ignore[misc]
            self.killed.append(kind)
            if kind == WEB:
                threading.Thread(target=self._note_return, args=[began], daemon=True).start()
            self.wait_for_write(known)
            recovery.append(time.monotonic() - began)
        return recovery

    def wait_for_write(self, known: int, within_s: float = BACK_WITHIN_S) -> None:
        """Wait until more writes are acknowledged than were known."""
        self.house.wait_until(lambda: len(self.diary.acknowledged) > known, within_s)

    def _become_ready(self) -> float:
        """How long it takes until nothing is missing any more, the worker and the copy of names included."""
        began, browser = time.monotonic(), Browser(self.house.port)
        self.house.wait_until(lambda: browser.ask("GET", "/readyz").status == 200, READY_WITHIN_S)
        return time.monotonic() - began

    def _count(self, recovery: list[float], ready_after_s: float) -> Figures:
        diary = self.diary
        stored = {str(row[0]) for row in self.house.rows("SELECT id FROM records_resource")}
        kills = {kind: self.killed.count(kind) for kind in KINDS}
        answered = sorted(diary.answered)
        return Figures(
            kills=kills,
            acknowledged=len(diary.acknowledged),
            lost=sum(not stored.issuperset(rows_of(name)) for name in diary.acknowledged),
            half_written=self._half_written(stored),
            doubled=self._doubled(),
            outages=diary.outages,
            unclear=diary.unclear,
            silent_while_alive=sum(not self._web_was_dying(moment) for moment in diary.silences),
            recovery_s=recovery,
            longest_silence_s=max(later - former for former, later in pairwise(answered)),
            ready_after_s=ready_after_s,
        )

    def _half_written(self, stored: set[str]) -> dict[str, int]:
        found = {name: self._number(query) for name, query in WHOLE_PARTS.items()}
        sets = [stored.intersection(rows) for name in self.diary.begun if len(rows := rows_of(name)) > 1]
        return found | {"sets of vital signs": sum(0 < len(part) < len(SIGNS) for part in sets)}

    def _number(self, query: str) -> int:
        return int(str(self.house.rows(query)[0][0]))

    def _doubled(self) -> int:
        """How many more observations the program has written than it began."""
        query = f"SELECT count(*) FROM records_resource WHERE code LIKE '%|{WAIST}'"
        begun = sum(name.startswith("fhir ") for name in self.diary.begun)
        return max(0, self._number(query) - begun)

    def _web_was_dying(self, moment: float) -> bool:
        """Whether web had been killed and was not whole again, or only just."""
        return any(began <= moment <= ended + ECHO_S for began, ended in self.web_away)

    def _note_return(self, killed_at: float) -> None:
        """Wait until web is whole, and note for how long it was not."""
        while not (self.house.web_is_whole() or self.done.is_set()):
            time.sleep(0.05)
        self.web_away.append((killed_at, time.monotonic()))


def main(kills: int) -> None:
    """Run the drill on a new house and print its figures."""
    with house() as built:
        figures = Drill(built).run(kills, seed=random.randrange(1_000_000))
    print(figures)
    print(figures.half_written)
    print("\n".join(figures.unclear[:20]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
