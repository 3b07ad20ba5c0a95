"""Check the log of access and the history against their signed checkpoints; finds what was changed or removed."""

import argparse
import sys
import time
from pathlib import Path

from florence.config.checkpoints import file_of, signer_of
from florence.config.counting import counted
from florence.config.database import running_database
from florence.config.environment import Environment
from florence.foundation.signatures import Signer
from florence.security.checkpoints import chain as chains
from florence.security.checkpoints.chain import Chain
from florence.security.checkpoints.verifying import Verification, verify

FAULTY = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the copy to compare with."""
    parser.add_argument(
        "--beside",
        type=Path,
        metavar="FILE",
        help="a copy of the checkpoints kept elsewhere, such as in a backup; tells when newer ones were cut off",
    )


def run(arguments: argparse.Namespace, environment: Environment) -> int:
    """Check; gives 2 when something is not as it was, 1 when it can't be told. Changes nothing."""
    signer, path = signer_of(environment), file_of(environment)
    began = time.monotonic()
    try:
        chain = chains.read_chain(path, signer)
        _refuse_cut(chain, arguments.beside, signer)
    except chains.ChainBroken as broken:
        print(f"florence verify-audit: {path}: {broken}", file=sys.stderr)
        return FAULTY
    if not chain.lines:
        print(f"There are no checkpoints in {path} yet; the worker makes them.", file=sys.stderr)
        return 1
    with running_database(environment) as urls:
        found = verify(urls.backup, chain)
    _tell(found, chain, time.monotonic() - began)
    return FAULTY if found.faults else 0


def _refuse_cut(chain: Chain, beside: Path | None, signer: Signer) -> None:
    """Raise ChainBroken when the checkpoints lack what a copy of them has."""
    if beside is None:
        return
    if not beside.is_file():
        raise chains.ChainBroken(f"There is no copy of the checkpoints at {beside}.")
    if not chain.continues(chains.read_chain(beside, signer)):
        raise chains.ChainBroken(f"Checkpoints that stand in {beside} are missing here, or are others.")


def _tell(found: Verification, chain: Chain, seconds: float) -> None:
    for fault in found.faults:
        print(fault)
    verdict = (
        counted(len(found.faults), "sum does", "sums do") + " not agree" if found.faults else "all agree"
    )
    checkpoints = counted(len(chain.live()), "checkpoint", "checkpoints")
    print(
        f"{found.rows:,} rows of {found.tables} tables were compared with {checkpoints}: "
        f"{verdict} ({seconds:.1f} s, {found.rows / max(seconds, 0.001):,.0f} rows a second)."
    )
    print(f"{counted(found.unsummed, 'row is', 'rows are')} newer than the last checkpoint.")
    print(f"The last line of the checkpoints has the SHA-256 {chain.head}.")
