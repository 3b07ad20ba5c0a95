"""Addresses of pages about one patient: found once for each page, then filled with the id."""

from functools import cache
from uuid import UUID

from django.urls import NoReverseMatch, reverse

_NOBODY = UUID(int=0)


def about(view: str, subject_id: UUID) -> str:
    """The address of a page about one patient; raises NoReverseMatch when there is no such page."""
    before, after = _parts(view)
    return f"{before}{subject_id}{after}"


def takes_one_id(view: str) -> bool:
    """Whether there is a page of this name whose address names one id and nothing else."""
    try:
        _parts(view)
    except NoReverseMatch:
        return False
    return True


@cache
def _parts(view: str) -> tuple[str, str]:
    """What stands before and after the id."""
    before, found, after = reverse(view, args=[_NOBODY]).partition(str(_NOBODY))
    if not found:
        raise NoReverseMatch(f"The address of {view} names no patient.")
    return before, after
