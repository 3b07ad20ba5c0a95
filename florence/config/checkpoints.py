"""The checkpoints of this home: kept with each backup, and taken up again after one was brought back."""

import shutil
from pathlib import Path

from florence.config.environment import Environment
from florence.foundation import master_keys
from florence.foundation.postgresql.cluster import Urls
from florence.foundation.signatures import Signer
from florence.security.checkpoints import chain, sealing
from florence.security.checkpoints.verifying import verify


def file_of(environment: Environment) -> Path:
    """Where they are."""
    return environment.home / chain.FILE


def signer_of(environment: Environment) -> Signer:
    """Who signs them. Raises KeyFileError without a key file."""
    return Signer(master_keys.read_key_file(environment.keys), chain.PURPOSE)


def keep(environment: Environment, urls: Urls, folder: Path) -> str:
    """Make one more and copy all into the folder of a backup, whose dump is begun afterwards; gives a warning or "".

    A backup is made even when the checkpoints were tampered with: then it matters all the more.
    """
    path = file_of(environment)
    warning = ""
    try:
        sealing.seal(urls.backup, path, signer_of(environment))
    except chain.ChainBroken as broken:
        warning = f"No checkpoint could be added: {broken} Run “florence verify-audit”."
    with chain.writing(path):
        if path.exists():
            shutil.copyfile(path, folder / chain.FILE)
    return warning


def take_up(environment: Environment, urls: Urls, folder: Path) -> list[str]:
    """Go on from the checkpoints of a backup that was brought back; gives what they say of it, line by line."""
    signer = signer_of(environment)
    try:
        kept = chain.read_chain(folder / chain.FILE, signer)
        sealing.mark_restored(file_of(environment), kept, signer)
    except chain.ChainBroken as broken:
        return [f"The checkpoints of the log do not fit: {broken}"]
    found = verify(urls.backup, kept)
    told = [str(fault) for fault in found.faults]
    agree = f"{len(told)} sums do not agree" if told else "all agree"
    return [*told, f"{found.rows:,} rows of log and history were compared with their checkpoints: {agree}."]
