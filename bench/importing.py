"""How fast a whole import is: 200 bundles into an empty hospital, with everything on."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.homes import environ_of
from bench.processor import parent_of, tree, used_by
from bench.scale import bench_home
from florence.foundation.postgresql.cluster import Cluster

PUBLIC = Path("../shared/data/fhir/synthea-r4-bundles")
PROCESSORS = 2
_STORED = re.compile(r"Stored ([\d,]+) resources? in ([\d.]+) s")


@dataclass(frozen=True)
class Imported:
    """An import: what, how many resources, in how many seconds, with how much processor time."""

    of: str
    resources: int
    seconds: float
    processor_seconds: float

    @property
    def rate(self) -> float:
        """Resources a second, as it was."""
        return self.resources / self.seconds

    @property
    def rate_of_two(self) -> float:
        """Resources a second if two processors do nothing else."""
        return PROCESSORS * self.resources / self.processor_seconds


def measure(port: int) -> Imported:
    """Import into a home of its own, which is erased before."""
    home = bench_home() / "import"
    environ = environ_of(home, port)
    folder, of = _bundles()
    if home.exists():
        Cluster(home).erase()
    cluster = Cluster(home)
    with cluster.running():
        subprocess.run([*_COMMAND, "migrate"], env=environ, check=True, stdout=subprocess.DEVNULL)
        with psycopg.connect(cluster.urls().application) as connection:
            server = parent_of(connection.info.backend_pid)
        before = used_by(tree(server), with_ended=[server])
        process = subprocess.Popen(
            [*_COMMAND, "import", str(folder)],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        told = process.stdout.read() if process.stdout else ""
        _, _, usage = os.wait4(process.pid, 0)
        used = used_by(tree(server), with_ended=[server]) - before
    found = _STORED.search(told)
    if found is None:
        raise SystemExit(f"The import said: {told}")
    seconds = usage.ru_utime + usage.ru_stime + used
    return Imported(of, int(found[1].replace(",", "")), float(found[2]), seconds)


_COMMAND = [sys.executable, "-m", "florence.config.command"]


def _bundles() -> tuple[Path, str]:
    """The public bundles where they are, else the lives that Florence ships."""
    folder = Path(os.environ.get("BENCH_BUNDLES", PUBLIC))
    if folder.exists():
        return folder, "200 public Synthea bundles"
    return _shipped(), "the 200 shipped lives"


def _shipped() -> Path:
    from datetime import UTC, datetime  # noqa: PLC0415

    import orjson  # noqa: PLC0415

    from florence.demo_data.lives import directory, lives  # noqa: PLC0415

    folder = bench_home() / "lives"
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    (folder / "hospital.json").write_bytes(orjson.dumps(directory()))
    for number, bundle in enumerate(lives(now)):
        (folder / f"life{number}.json").write_bytes(orjson.dumps(bundle))
    return folder
