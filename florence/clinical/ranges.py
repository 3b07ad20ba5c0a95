"""Usual and critical ranges of tests and vital signs by LOINC code, sex and age.

The shipped rows are conventional, not authoritative: a hospital sets its own. Each row names its source.
"""

from florence.clinical.ages import Age
from florence.clinical.bands import Band, bands_by_code, find_band
from florence.clinical.vitals import vital_sign


def usual_range(code: str, unit: str, sex: str | None = None, age: Age | None = None) -> Band | None:
    """The range most healthy people of this sex ("female", "male") and age are in; None when none is known.

    A range that depends on sex or age is not used when the fact is unknown. Both bounds are still usual.
    """
    return _find("usual", code, unit, sex, age)


def critical_range(code: str, unit: str, sex: str | None = None, age: Age | None = None) -> Band | None:
    """The bounds at which somebody must be told at once; None when none is known. The bounds are critical."""
    return _find("critical", code, unit, sex, age)


def _find(table: str, code: str, unit: str, sex: str | None, age: Age | None) -> Band | None:
    sign = vital_sign(code)
    bands = bands_by_code(table)
    rows = bands.get(code) or bands.get(sign.code if sign else code, ())
    return find_band(rows, unit, sex, age)
