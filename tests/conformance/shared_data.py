"""The larger public data beside the repository; these tests fail, with a sentence, where it is absent."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def data(name: str) -> Path:
    """A file or folder of the shared data."""
    path = SHARED / name
    if not path.exists():
        raise FileNotFoundError(
            f"The conformance tests need the public data at {SHARED}; there is no {name}."
        )
    return path
