"""A drill: clients write while the database is killed; what was acknowledged must be there, whole.

`python -m tests.faults.kill_drill 200` runs it at length on a server of its own and prints the figures.
"""

import os
import random
import shutil
import signal
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from florence.foundation.postgresql import processes
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.postgresql.places import read_record
from tests.faults.folders import reachable_folder

WRITERS = 4
PARTS = 2


@dataclass
class Figures:
    """What the drill saw; recovery is the time from a kill until the server answers again, in seconds."""

    kills: int
    acknowledged: int
    lost: int
    half_written: int
    recovery_s: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        median, longest = statistics.median(self.recovery_s), max(self.recovery_s)
        return (
            f"{self.kills} kills, {self.acknowledged} acknowledged writes, {self.lost} lost, "
            f"{self.half_written} half written, recovery {median:.2f} s median, {longest:.2f} s longest"
        )


def run(cluster: Cluster, kills: int, seed: int) -> Figures:
    """Kill the server's main process or a worker `kills` times while clients write; count afterwards."""
    with psycopg.connect(cluster.ensure_running().owner) as connection:
        connection.execute("CREATE TABLE drill (write uuid, part int, PRIMARY KEY (write, part))")
    acknowledged: list[UUID] = []
    done = threading.Event()
    writers = [threading.Thread(target=_write, args=(cluster, acknowledged, done)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    recovery = _kill(cluster, kills, random.Random(seed))
    done.set()
    for writer in writers:
        writer.join()
    return _count(cluster, kills, acknowledged, recovery)


def _write(cluster: Cluster, acknowledged: list[UUID], done: threading.Event) -> None:
    """Write pairs of rows, noting each that the server acknowledged; begin anew after each failure."""
    while not done.is_set():
        try:
            with psycopg.connect(cluster.urls().application, autocommit=True) as connection:
                while not done.is_set():
                    _write_one(connection, acknowledged)
        except psycopg.Error:
            time.sleep(0.02)


def _write_one(connection: psycopg.Connection, acknowledged: list[UUID]) -> None:
    write = uuid4()
    with connection.transaction():
        for part in range(PARTS):
            connection.execute("INSERT INTO drill VALUES (%s, %s)", [write, part])
    acknowledged.append(write)


def _kill(cluster: Cluster, kills: int, chance: random.Random) -> list[float]:
    record = read_record(cluster.home)
    data = Path(record["data"]) if record else cluster.home
    recovery = []
    for _ in range(kills):
        time.sleep(chance.uniform(0.05, 0.4))
        main = processes.postmaster_of(data)
        everyone = processes.processes_of(data)
        victim = main if main and chance.random() < 0.5 else chance.choice(everyone)
        began = time.monotonic()
        os.kill(victim, signal.SIGKILL)
        _wait_for_writes(cluster)
        recovery.append(time.monotonic() - began)
    return recovery


def _wait_for_writes(cluster: Cluster) -> None:
    while True:
        try:
            with psycopg.connect(cluster.ensure_running().application) as connection:
                connection.execute("SELECT 1")
                return
        except psycopg.Error:
            time.sleep(0.01)


def _count(cluster: Cluster, kills: int, acknowledged: list[UUID], recovery: list[float]) -> Figures:
    with psycopg.connect(cluster.urls().application) as connection:
        rows = connection.execute("SELECT write, count(*) FROM drill GROUP BY write").fetchall()
    found = dict(rows)
    lost = sum(write not in found for write in acknowledged)
    half_written = sum(parts != PARTS for parts in found.values())
    return Figures(kills, len(acknowledged), lost, half_written, recovery)


def main(kills: int) -> None:
    """Run the drill on a new server and print its figures."""
    folder = reachable_folder()
    cluster = Cluster(folder / "home")
    print(run(cluster, kills, seed=random.randrange(1_000_000)))
    cluster.erase()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]))
