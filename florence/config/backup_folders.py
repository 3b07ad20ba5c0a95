"""The folder of a backup: where it may be, what is written into it, and whether one may be brought back here."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from florence.foundation import master_keys
from florence.foundation.backups.dumping import Snapshot
from florence.foundation.backups.manifest import (
    FILE,
    FORMAT,
    Manifest,
    canonical,
    check_files,
    measured,
    read_manifest,
)
from florence.foundation.backups.problems import BackupProblem
from florence.foundation.postgresql.cluster import ROLE_NAMES, Urls
from florence.foundation.signatures import Signer


def refuse_unfit(target: Path, key_file: Path) -> None:
    """Raise BackupProblem for a folder that is in use, or that would bring backup and key file together."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupProblem(f"{target} is not empty. Nothing was written. Name a new folder for each backup.")
    keys = key_file.resolve()
    if keys.parent in (target.resolve(), *target.resolve().parents):
        raise BackupProblem(
            f"{target} lies beside the key file {key_file}, and whoever has both can read everything. "
            "Nothing was written. Name a folder elsewhere, best on another disk."
        )


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """A closed folder to write into, which takes the place of `target` when the block ends well.

    It lies beside `target` and is nobody else's. Raises BackupProblem when it can't be made, or `target` was taken
    by then.
    """
    folder = _make_beside(target)
    try:
        yield folder
        _give_name(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_beside(target: Path) -> Path:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{target.name}.", suffix=".unfinished", dir=target.parent))
    except OSError as fault:
        raise BackupProblem(
            f"{target} cannot be made ({(fault.strerror or 'no reason given').lower()}). Nothing was written. "
            "Name a folder where the user under whom Florence runs may write."
        ) from fault


def _give_name(folder: Path, target: Path) -> None:
    try:
        if target.exists():
            target.rmdir()  # never a filled one; some file systems do not rename over an empty one
        folder.rename(target)
    except OSError as fault:
        raise BackupProblem(
            f"{target} was filled or taken away while the backup was made ({fault.strerror}). Nothing was kept. "
            "Name a new folder for each backup."
        ) from fault


def describe(snapshot: Snapshot, folder: Path, urls: Urls) -> Manifest:
    """The manifest of what stands in the snapshot and lies in the folder."""
    return Manifest(
        format=FORMAT,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgresql=snapshot.version(),
        roles=role_names(urls),
        migrations=snapshot.migrations(),
        epochs=snapshot.epochs(),
        tables=snapshot.counts(),
        files={path.name: measured(path) for path in sorted(folder.iterdir())},
    )


def write_signed(manifest: Manifest, folder: Path, signer: Signer) -> None:
    """Write the manifest with the signature of this house, and let all files reach the disk."""
    document = manifest.document()
    signature = {"public_key": signer.public_key, "value": signer.sign(canonical(document))}
    text = json.dumps({"manifest": document, "signature": signature}, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text, encoding="utf-8")
    for path in folder.iterdir():
        path.chmod(0o600)
        with path.open("rb") as file:
            os.fsync(file.fileno())


def checked_manifest(folder: Path, key_file: Path, urls: Urls) -> Manifest:
    """The manifest of a backup that can be brought back here; raises BackupProblem naming what stands against it."""
    manifest, signature = read_manifest(folder)
    _check_signature(manifest, signature, folder, key_file)
    check_files(folder, manifest)
    _check_epochs(manifest, key_file)
    if dict(manifest.roles) != role_names(urls):
        raise BackupProblem(
            f"The backup knows the database roles {', '.join(manifest.roles.values())}; here they are "
            f"{', '.join(role_names(urls).values())}. Prepare the database with roles of the same names."
        )
    return manifest


def _check_signature(manifest: Manifest, signature: dict[str, str], folder: Path, key_file: Path) -> None:
    signer = signer_of(key_file)
    if signature.get("public_key") != signer.public_key:
        raise BackupProblem(
            f"The backup in {folder} was not made with the key file {key_file}, which can't open it. "
            "Put the copy of the key file of that installation there, or set FLORENCE_KEYS to it."
        )
    if not signer.has_signed(canonical(manifest.document()), signature.get("value", "")):
        raise BackupProblem(
            f"{folder / FILE} was changed after it was signed. Use another backup, or another copy of this one."
        )


def signer_of(key_file: Path) -> Signer:
    """Who signs backups here. Raises KeyFileError without a key file."""
    return Signer(master_keys.read_key_file(key_file), "backup")


def _check_epochs(manifest: Manifest, key_file: Path) -> None:
    missing = sorted(set(manifest.epochs) - set(master_keys.read_key_file(key_file).epochs))
    if missing:
        raise BackupProblem(
            f"The backup needs the master key of {', '.join(missing)}, which is not in {key_file} any more: the "
            "records sealed with it can't be opened by anybody. Use a newer backup, or an older copy of the key file."
        )


def role_names(urls: Urls) -> dict[str, str]:
    """The names of the three roles, to which rights and policies in the dump refer."""
    return {kind: str(conninfo_to_dict(getattr(urls, kind))["user"]) for kind in ROLE_NAMES}
