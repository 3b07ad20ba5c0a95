"""The demo hospital: a house, people who work there, and lives that end today."""

from collections.abc import Callable

from florence.config.demo.hospital import is_loaded, load_hospital
from florence.config.demo.turning import turn_over

Progress = Callable[[str], None]


def load(progress: Progress) -> None:
    """Load the demo hospital, or bring the one that is there up to today; `progress` is told each step."""
    if not is_loaded():
        load_hospital(progress)
    elif not turn_over(progress):
        progress("The demo hospital is there.")
