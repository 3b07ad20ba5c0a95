"""The manifest of a backup: what it holds, by which it is checked before anything is brought back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from florence.foundation.backups.problems import BackupProblem

FORMAT = 1
FILE = "manifest.json"
AT_ONCE = 1 << 20


@dataclass(frozen=True)
class KeptFile:
    """The size in bytes and the SHA-256 of one file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; rows are counted in the same snapshot as the dump."""

    format: int
    made_at: str
    postgresql: str
    roles: Mapping[str, str]
    migrations: tuple[tuple[str, str], ...]
    epochs: tuple[str, ...]
    tables: Mapping[str, int]
    files: Mapping[str, KeptFile]

    def document(self) -> dict[str, Any]:
        """The manifest as JSON keeps it."""
        return asdict(self)

    @property
    def rows(self) -> int:
        """How many rows the dump holds."""
        return sum(self.tables.values())


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one JSON text of a document that is signed: sorted names, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def measured(path: Path) -> KeptFile:
    """Size and SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(AT_ONCE):
            digest.update(part)
    return KeptFile(path.stat().st_size, digest.hexdigest())


def read_manifest(folder: Path) -> tuple[Manifest, dict[str, str]]:
    """The manifest of a backup and its signature, unchecked; raises BackupProblem when there is none to read."""
    path = folder / FILE
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        document = kept["manifest"]
        if document["format"] != FORMAT:
            raise BackupProblem(
                f"The backup in {folder} has the format {document['format']}, which this Florence does not "
                "know. Use the version of Florence that made it, or a newer one."
            )
        return _manifest(document), dict(kept["signature"])
    except FileNotFoundError as error:
        raise BackupProblem(
            f"There is no {FILE} in {folder}, so it is no backup, or one that was not finished. "
            "Name a folder that “florence backup” made."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise BackupProblem(f"{path} is damaged. Use another backup, or another copy of this one.") from error


def _manifest(document: dict[str, Any]) -> Manifest:
    lists = {
        "migrations": tuple((str(app), str(name)) for app, name in document["migrations"]),
        "epochs": tuple(document["epochs"]),
        "files": {name: KeptFile(**kept) for name, kept in document["files"].items()},
    }
    return Manifest(**(document | lists))


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise BackupProblem unless every file is there as it was written."""
    for name, kept in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise BackupProblem(f"{name} is missing in {folder}. Use another copy of this backup.")
        if measured(path) != kept:
            raise BackupProblem(
                f"{path} is not the file that was written: its size or its SHA-256 is another. "
                "Use another copy of this backup."
            )
