"""Make a backup of the database into a new folder, while people work; the key file is not in it."""

import argparse
import sys
from pathlib import Path

from florence.config import backup_folders, checkpoints
from florence.config.database import running_database
from florence.config.environment import Environment
from florence.foundation.backups.dumping import DUMP, dump, snapshot_of
from florence.foundation.backups.manifest import Manifest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where to."""
    parser.add_argument("--to", required=True, type=Path, metavar="FOLDER", help="a new or empty folder")


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Make it; the folder gets its name when everything in it is written, never before."""
    target = arguments.to.absolute()
    backup_folders.refuse_unfit(target, environment.keys)
    signer = backup_folders.signer_of(environment.keys)
    with running_database(environment) as urls, backup_folders.unfinished(target) as folder:
        warning = checkpoints.keep(environment, urls, folder)
        with snapshot_of(urls.backup) as snapshot:
            dump(snapshot, folder / DUMP)
            manifest = backup_folders.describe(snapshot, folder, urls)
        backup_folders.write_signed(manifest, folder, signer)
    _tell(manifest, target, environment)
    if warning:
        print(f"florence backup: {warning}", file=sys.stderr)
    return 0


def _tell(manifest: Manifest, target: Path, environment: Environment) -> None:
    size = sum(kept.bytes for kept in manifest.files.values())
    print(
        f"The backup is in {target}: {len(manifest.tables)} tables, {manifest.rows:,} rows, {size:,} bytes."
    )
    print(f"It opens with the key file {environment.keys} alone. Keep a copy of that elsewhere.")
