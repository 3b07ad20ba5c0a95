"""The name of a code in the shipped lists."""

from florence.terminology.diagnoses import find_diagnosis
from florence.terminology.shipped import shipped_json
from florence.terminology.systems import ICD_10_CM


def display(system: str, code: str) -> str | None:
    """The name of a code, None where no shipped list has it.

    SNOMED CT is not shipped: its names come with the records that carry its codes.
    """
    if system == ICD_10_CM:
        diagnosis = find_diagnosis(code)
        return diagnosis.name if diagnosis else None
    name: str | None = shipped_json("displays").get(system, {}).get(code)
    return name
