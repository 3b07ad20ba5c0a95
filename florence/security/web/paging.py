"""Long lists, newest first: the address of the next page names the last row of this one."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest


class Row(Protocol):
    """A row of a list, named by an id that grows with time."""

    @property
    def id(self) -> UUID:
        """The name of the row."""


def cursor_of(request: HttpRequest) -> UUID | None:
    """The row below which the page begins, or None for the first page; what is no id is the first page."""
    try:
        return UUID(request.GET["before"])
    except (KeyError, ValueError):
        return None


def older_address(request: HttpRequest, rows: Sequence[Row], page: int) -> str:
    """The address of the next page with the filters of this one, or "" when this one is not full."""
    if len(rows) < page:
        return ""
    query = request.GET.copy()
    query["before"] = str(rows[-1].id)
    return f"?{query.urlencode()}"
