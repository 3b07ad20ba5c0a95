"""Data rows that hold for one LOINC code, one unit, one band of age and sex; read from the files in data/."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from florence.clinical.ages import Age


@dataclass(frozen=True)
class Band:
    """Bounds for one code and unit. None is no bound; of the months, from is included, until is not."""

    code: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    source: str
    sex: str | None = None
    from_months: int | None = None
    until_months: int | None = None

    def holds_for(self, sex: str | None, age: Age | None) -> bool:
        """Whether the band is for such a person. One that selects never holds where the fact is unknown."""
        if self.sex is not None and self.sex != sex:
            return False
        if self.from_months is None and self.until_months is None:
            return True
        if age is None:
            return False
        return self._holds_months(age.total_months)

    def _holds_months(self, months: int) -> bool:
        if self.from_months is not None and months < self.from_months:
            return False
        return self.until_months is None or months < self.until_months


def find_band(bands: Iterable[Band], unit: str, sex: str | None, age: Age | None) -> Band | None:
    """The first band of this very unit that holds. Units are never converted or guessed here."""
    return next((band for band in bands if band.unit == unit and band.holds_for(sex, age)), None)


@cache
def bands_by_code(name: str) -> dict[str, tuple[Band, ...]]:
    """The rows of data/<name>.json, in the order of the file, by LOINC code."""
    text = files("florence.clinical").joinpath("data", f"{name}.json").read_text("utf-8")
    document = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    found: dict[str, list[Band]] = {}
    for row in document["rows"]:
        found.setdefault(row["code"], []).append(_band(row, document["sources"]))
    return {code: tuple(rows) for code, rows in found.items()}


def _band(row: dict[str, Any], sources: dict[str, str]) -> Band:
    return Band(
        code=row["code"],
        unit=row["unit"],
        low=row.get("low"),
        high=row.get("high"),
        source=sources[row["source"]],
        sex=row.get("sex"),
        from_months=_whole(row.get("from_months")),
        until_months=_whole(row.get("until_months")),
    )


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
