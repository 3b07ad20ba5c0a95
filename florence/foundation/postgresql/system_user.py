"""Whose rights the server runs with. PostgreSQL refuses root, so root hands it to a user without login."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from florence.foundation.postgresql.problems import DatabaseProblem

NAME = "florence-db"
FALLBACKS = ("postgres", "nobody")


class Privileges(TypedDict, total=False):
    """Arguments of subprocess.Popen that lower the rights of a child."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class SystemUser:
    """A user of the operating system; `is_self` when the program runs as this user and need not change."""

    name: str
    user_id: int
    group_id: int
    is_self: bool

    def privileges(self) -> Privileges:
        """What to pass to subprocess so that the child runs as this user."""
        if self.is_self:
            return {}
        return {"user": self.user_id, "group": self.group_id, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand a file or folder to this user; nothing to do for one's own."""
        if not self.is_self:
            os.chown(path, self.user_id, self.group_id)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user may pass through `folder` and all folders above it."""
        return self.is_self or all(
            self._may_execute(part) for part in (folder, *folder.parents) if part.exists()
        )

    def _may_execute(self, path: Path) -> bool:
        status = path.stat()
        if status.st_uid == self.user_id:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.group_id:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)


def server_user(data: Path) -> SystemUser:
    """The user to run the server as: oneself; for root the owner of the data, else a system user made for it.

    Raises DatabaseProblem when root has no user to hand the server to.
    """
    if os.geteuid() != 0:
        return _system_user(pwd.getpwuid(os.geteuid()), is_self=True)
    if data.exists() and data.stat().st_uid != 0:
        return _system_user(pwd.getpwuid(data.stat().st_uid), is_self=False)
    return _system_user(_existing_or_new(), is_self=False)


def _system_user(entry: pwd.struct_passwd, *, is_self: bool) -> SystemUser:
    return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid, is_self)


def _existing_or_new() -> pwd.struct_passwd:
    existing = _look_up(NAME)
    if existing is None:
        _create()
        existing = _look_up(NAME)
    for name in FALLBACKS:
        existing = existing or _look_up(name)
    if existing is None:
        raise DatabaseProblem(
            f"PostgreSQL does not run as root, and the system user “{NAME}” could not be made. "
            f"Run Florence as an ordinary user, or make it: useradd --system --shell /usr/sbin/nologin {NAME}"
        )
    return existing


def _look_up(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _create() -> None:
    """Make the system user; failing quietly, since the fallbacks follow."""
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is not None:
        shell = next(
            (path for path in ("/usr/sbin/nologin", "/sbin/nologin") if Path(path).exists()), "/bin/false"
        )
        command = [
            program,
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            shell,
            NAME,
        ]
        subprocess.run(command, capture_output=True, check=False, timeout=60)
