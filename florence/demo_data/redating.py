"""Moves what is kept of somebody to other days: every date of one copy put into another copy of the same resource."""

import re
from typing import Any

Resource = dict[str, Any]

_DATE = re.compile(r"^\d{4}-\d\d-\d\d(T|$)")


def redated(kept: Resource, anew: Resource) -> Resource:
    """The kept resource with the dates of the one written anew; whatever only one of them has stays as it is kept."""
    return {name: _moved(value, anew.get(name)) for name, value in kept.items()}


def _moved(kept: Any, anew: Any) -> Any:
    if isinstance(kept, dict) and isinstance(anew, dict):
        return redated(kept, anew)
    if isinstance(kept, list) and isinstance(anew, list) and len(kept) == len(anew):
        return [_moved(one, other) for one, other in zip(kept, anew, strict=True)]
    if isinstance(kept, str) and isinstance(anew, str) and _DATE.match(kept) and _DATE.match(anew):
        return anew
    return kept
