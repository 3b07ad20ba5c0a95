"""Factors from conventional to international units of single analytes, by LOINC code.

Source: labunits 0.2.1 (MIT). This material contains content from LOINC (http://loinc.org).
"""

from dataclasses import dataclass
from decimal import Decimal

from florence.terminology.shipped import shipped_json

# Units as the source writes them, in UCUM; what is not here is not converted.
_UCUM = {
    "mEq/L": "meq/L",
    "μmol/L": "umol/L",
    "μg/L": "ug/L",
    "μg/mL": "ug/mL",
    "μg/dL": "ug/dL",
}
# Whole blood and serum or plasma of one analyte have one molar mass, hence one factor.
_SAME_ANALYTE = {
    "2339-0": "2345-7",
    "6299-2": "3094-0",
    "38483-4": "2160-0",
    "2947-0": "2951-2",
    "6298-4": "2823-3",
}


HAEMOGLOBIN_A1C = "4548-4"


@dataclass(frozen=True)
class AnalyteFactor:
    """international value = (conventional value - offset) × factor; both units are UCUM codes."""

    conventional: str
    international: str
    factor: Decimal
    offset: Decimal = Decimal(0)


# IFCC-NGSP master equation (ngsp.org): NGSP % = 0.09148 × IFCC mmol/mol + 2.152.
_HAEMOGLOBIN_A1C = AnalyteFactor("%", "mmol/mol", 1 / Decimal("0.09148"), Decimal("2.152"))


def factor_between(loinc: str) -> AnalyteFactor | None:
    """The factor of an analyte, None when the shipped table has none."""
    if loinc == HAEMOGLOBIN_A1C:
        return _HAEMOGLOBIN_A1C
    row = shipped_json("analytes").get(_SAME_ANALYTE.get(loinc, loinc))
    if row is None:
        return None
    conventional, international = (_ucum(row[name]) for name in ("traditional_units", "si_units"))
    return AnalyteFactor(conventional, international, Decimal(str(row["conversion_factor"])))


def _ucum(text: str) -> str:
    return _UCUM.get(text, text)
