"""The demo hospital: a house, people who work there, and lives that end today."""

from collections.abc import Callable

from florence.config.demo.hospital import is_loaded, load_hospital

Progress = Callable[[str], None]


def load(progress: Progress) -> None:
    """Load the demo hospital, unless it is there; `progress` is told each step in a sentence."""
    if is_loaded():
        progress("The demo hospital is there.")
        return
    load_hospital(progress)
