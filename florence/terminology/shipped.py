"""Reads the shipped files of data/, each once."""

import json
import lzma
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def shipped_json(name: str) -> Any:
    """The document data/<name>.json. Callers must not change it."""
    return json.loads(files("florence.terminology").joinpath("data", f"{name}.json").read_text("utf-8"))


def shipped_lines(name: str) -> list[str]:
    """The lines of data/<name>, an xz file. Not kept: callers keep what they make of it."""
    packed = files("florence.terminology").joinpath("data", name).read_bytes()
    return lzma.decompress(packed).decode("utf-8").split("\n")
