"""Bring a backup back into an empty database; who was erased since stays erased, and nobody is signed in."""

import argparse
import os
from collections.abc import Collection, Sequence
from pathlib import Path

import django
from django.core.management import call_command

from florence.config import backup_folders, checkpoints
from florence.config.database import running_database
from florence.config.environment import Environment
from florence.foundation import master_keys
from florence.foundation.backups.dumping import DUMP
from florence.foundation.backups.manifest import Manifest, read_manifest
from florence.foundation.backups.problems import BackupProblem
from florence.foundation.backups.restoring import load, refuse_filled


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where from."""
    parser.add_argument(
        "--from",
        required=True,
        type=Path,
        dest="source",
        metavar="FOLDER",
        help="what “florence backup” made",
    )


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Bring it back and bring its tables up to date. Nothing is changed unless everything can be."""
    folder = arguments.source.absolute()
    read_manifest(folder)
    erased = master_keys.list_erased(environment.keys)  # before the settings, which would make a new key file
    with running_database(environment) as urls:
        os.environ["FLORENCE_DATABASE_ROLE"] = "owner"
        django.setup()
        manifest = backup_folders.checked_manifest(folder, environment.keys, urls)
        _refuse_newer(manifest)
        refuse_filled(urls.owner)
        load(folder / DUMP, urls.owner, manifest.tables, erased)
        _bring_up_to_date()
        of_the_log = checkpoints.take_up(environment, urls, folder)
    _tell(manifest, erased, of_the_log)
    return 0


def _refuse_newer(manifest: Manifest) -> None:
    # The loader needs the applications, which are there after setup only.
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    unknown = sorted(set(manifest.migrations) - set(MigrationLoader(None).disk_migrations))
    if unknown:
        raise BackupProblem(
            f"The backup was made by a newer Florence: its tables have a step, {'.'.join(unknown[0])}, "
            "that this one does not know. Nothing was changed. Bring it back with that version."
        )


def _bring_up_to_date() -> None:
    # Slices can be imported only after setup.
    from florence.config.first_day import prepare_first_day  # noqa: PLC0415

    call_command("createcachetable", verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    prepare_first_day()


def _tell(manifest: Manifest, erased: Collection[object], of_the_log: Sequence[str]) -> None:
    print(f"{len(manifest.tables)} tables with {manifest.rows:,} rows are back, as of {manifest.made_at}.")
    print(f"{len(erased)} persons or accounts of the list of erased ones are erased here too.")
    print("Everybody is signed out, and programs need new tokens.")
    print(*of_the_log, sep="\n")
    print("The search copy of names is made by the worker within a minute of its start.")
