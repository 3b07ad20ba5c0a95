"""Begin a new master key and wrap every data key with it, while people work; or end an old one."""

import argparse
from collections.abc import Iterator

import django

from florence.config.database import running_database
from florence.config.environment import Environment
from florence.foundation import clock, master_keys

AT_ONCE = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to end."""
    parser.add_argument(
        "--end",
        metavar="EPOCH",
        help="destroy the master key of an epoch, such as 2026-10; backups of that time can't be opened any more",
    )


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Rotate, or end an epoch; may be stopped and run again at any time."""
    with running_database(environment):
        django.setup()
        return _end(arguments.end) if arguments.end else _rotate()


def _rotate() -> int:
    # The tables can be imported only after the setup.
    from florence.foundation import keys  # noqa: PLC0415

    path = keys.key_file()
    if keys.count_keys_to_rewrap() == 0:
        name = _next_epoch(master_keys.read_key_file(path))
        master_keys.begin_epoch(path, name)
        print(f"Epoch {name} has begun. Keep a copy of the key file {path} apart from the backups.")
    total, done = keys.count_keys_to_rewrap(), 0
    for wrapped in batches():
        done += wrapped
        print(f"\r  {done} of {total} data keys wrapped anew", end="", flush=True)
    print(f"\nEvery data key is wrapped by epoch {master_keys.read_key_file(path).current_epoch}.")
    return 0


def batches() -> Iterator[int]:
    """Wrap data keys batch by batch, each in a short transaction; gives how many were done in each."""
    # The tables can be imported only after the setup.
    from florence.foundation import keys  # noqa: PLC0415
    from florence.security.actors import system_actor  # noqa: PLC0415
    from florence.security.scope import scope  # noqa: PLC0415

    while True:
        with scope(system_actor("rotate keys"), "config.rotate_keys"):
            wrapped = keys.rewrap_keys(at_most=AT_ONCE)
        if wrapped == 0:
            return
        yield wrapped


def _end(epoch: str) -> int:
    # The tables can be imported only after the setup.
    from florence.foundation import keys  # noqa: PLC0415

    left = keys.count_keys_of_epoch(epoch)
    if left:
        print(f"{left} data keys are still wrapped by epoch {epoch}. Run “florence rotate-keys” first.")
        return 1
    master_keys.end_epoch(keys.key_file(), epoch)
    print(f"Epoch {epoch} has ended. Backups of its time can't be opened any more.")
    return 0


def _next_epoch(masters: master_keys.MasterKeys) -> str:
    """The name of this month's epoch; a second one in the same month gets a number."""
    month, number = master_keys.epoch_of(clock.now()), 1
    name = month
    while name in masters.epochs:
        number += 1
        name = f"{month}.{number}"
    return name
