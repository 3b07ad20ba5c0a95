"""A drill: the disk of the database is filled while people write. `python -m tests.faults.full_disk_drill`, as root.

The home lies on a file system of its own in memory, which is filled to the last block and emptied again.
"""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.folders import reachable_folder
from tests.faults.hands import Browser
from tests.faults.house import House, house
from tests.faults.page_drill import Drill

SIZE_MB = 500
FULL_FOR_S = 20.0
BACK_WITHIN_S = 120.0


@contextmanager
def small_disk() -> Iterator[Path]:
    """A folder on a file system of its own."""
    folder = reachable_folder()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=0711", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def fill(ballast: Path, done: threading.Event) -> None:
    """Leave no block free until told to stop, also none that becomes free meanwhile."""
    with ballast.open("ab", buffering=0) as file:
        while not done.is_set():
            try:
                file.write(b"\0" * (1024 * 1024 if shutil.disk_usage(ballast).free > 2**20 else 4096))
            except OSError:
                time.sleep(0.02)


def main() -> None:
    """Fill the disk for a while, and print what the writers saw and what is there."""
    with small_disk() as folder, house(folder) as built:
        drill = Drill(built)
        writers = drill.begin()
        read = _live_through(built, folder / "ballast")
        began = time.monotonic()
        drill.wait_for_write(len(drill.diary.acknowledged), BACK_WITHIN_S)
        figures = drill.end(writers, [time.monotonic() - began])
    print(f"disk full for {FULL_FOR_S:.0f} s: {figures}")
    print(f"pages read meanwhile, by status: {read}")
    print("\n".join(figures.unclear[:10]))


def _live_through(built: House, ballast: Path) -> dict[int, int]:
    done, browser = threading.Event(), Browser(built.port)
    threading.Thread(target=fill, args=[ballast, done], daemon=True).start()
    statuses: dict[int, int] = {}
    ends = time.monotonic() + FULL_FOR_S
    while time.monotonic() < ends:
        status = browser.ask("GET", "/accounts/login/").status
        statuses[status] = statuses.get(status, 0) + 1
        time.sleep(0.1)
    done.set()
    time.sleep(0.1)
    ballast.unlink()
    return statuses


if __name__ == "__main__":
    main()
