"""The homes of measured hospitals, and the environment in which Florence's commands run there."""

import os
from pathlib import Path


def environ_of(home: Path, port: int) -> dict[str, str]:
    """The environment of a process that works in a home; no other database, no guard of tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLORENCE_")}
    return kept | {
        "FLORENCE_HOME": str(home),
        "FLORENCE_PORT": str(port),
        # Log-in over http without a second factor, as on a developer's machine; nothing else depends on it.
        "FLORENCE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "florence.config.settings",
    }
