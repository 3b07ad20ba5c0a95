"""Searchable values: what a token is."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Kind = Literal["token", "code", "reference", "date", "number", "quantity", "uri", "string"]


class Token(NamedTuple):
    """One searchable value.

    token: system and code of a coding or identifier. code: a bare code, boolean or contact, without system.
    reference: Type/id, or an absolute address, in code. date: [starts, ends) in UTC, ends None = still going
    on, starts None = begun at an unknown time. quantity: number with the unit in code. uri, string: text in
    code, strings folded as by `texts.fold`.
    """

    parameter: str
    kind: Kind
    system: str = ""
    code: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    number: Decimal | None = None


# Reads one FHIR value and adds its tokens for a parameter to the list.
Reader = Callable[[str, Any, list[Token]], None]
