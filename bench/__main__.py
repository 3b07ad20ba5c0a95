"""`make bench`: fill, measure, tell. With --publish the figures go into docs/performance.md.

`--part hospital` and `--part import` measure one of the two alone.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence

from bench import importing, report
from bench.goals import Found, lines
from bench.homes import environ_of
from bench.measures import Measurement
from bench.scale import Scale, scales
from bench.servers import bare, florence, settle
from florence.foundation.postgresql.cluster import Cluster

PORT = 8640


def main() -> None:
    """Measure the hospitals of the scale, smallest first, and the import; print every goal with its figure."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--part", choices=("all", "hospital", "import"), default="all")
    parser.add_argument(
        "--only", default="", help="some kinds of requests, with commas; without the table of goals"
    )
    parser.add_argument("--publish", action="store_true", help=f"write the figures into {report.DOCUMENT}")
    arguments = parser.parse_args()
    only = [name for name in arguments.only.split(",") if name]
    hospitals = [] if arguments.part == "import" else scales(os.environ.get("SCALE", ""))
    found = [_measure(scale, only) for scale in hospitals]
    imported = None if arguments.part == "hospital" else _import()
    if not found or only:
        return
    small = found[0] if len(found) > 1 else None
    table = list(lines(found[-1], small, imported))
    report.tell(table)
    if arguments.publish:
        report.publish(table, found)


def _measure(scale: Scale, only: Sequence[str]) -> Found:
    print(f"{scale.patients:,} patients, {scale.resources:,} resources", flush=True)
    scale.home.mkdir(parents=True, exist_ok=True)
    environ = environ_of(scale.home, PORT)
    with Cluster(scale.home).running():
        subprocess.run([sys.executable, "-m", "bench.seeding", str(scale.patients)], env=environ, check=True)
        with bare(scale.home, PORT + 1, scale.patients) as beside, florence(scale.home, PORT) as server:
            settle(scale.home)
            measurement = Measurement(scale, server, beside)
            measurement.run(only)
        command = [sys.executable, "-m", "bench.queries", str(scale.patients)]
        told = subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout
    return Found(scale.patients, measurement.series, measurement.recall, json.loads(told))


def _import() -> importing.Imported:
    print("Import", flush=True)
    imported = importing.measure(PORT)
    print(f"  {imported.resources:,} resources in {imported.seconds:.1f} s", flush=True)
    return imported


if __name__ == "__main__":
    main()
