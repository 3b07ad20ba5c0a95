"""Vaccines by CVX code. Source: CDC table of vaccine groups, a work of the US Government."""

from dataclasses import dataclass
from functools import cache

from florence.terminology.shipped import shipped_json


@dataclass(frozen=True)
class Vaccine:
    """A vaccine as recorded; `is_active` tells whether it is still given in the United States."""

    code: str
    name: str
    groups: tuple[str, ...]
    is_active: bool


def find_vaccine(code: str) -> Vaccine | None:
    """The vaccine of a CVX code, also one that is no longer given."""
    return _vaccines().get(code)


def list_active_vaccines() -> list[Vaccine]:
    """The vaccines to choose from, by name."""
    return sorted((v for v in _vaccines().values() if v.is_active), key=lambda v: v.name.casefold())


@cache
def _vaccines() -> dict[str, Vaccine]:
    rows = shipped_json("vaccines")
    return {
        row["code"]: Vaccine(row["code"], row["name"], tuple(row["groups"]), row["status"] == "Active")
        for row in rows
    }
