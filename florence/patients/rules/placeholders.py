"""Names for people whose names are not known: plain to see that they are none, and no two alike."""

from typing import Any

from django.utils.translation import gettext as _

LETTERS = "ABCDEFGHKLMNPRSTUVWXYZ"
"""Without I, J, O and Q, which are misread; one letter and digits make no real name."""

TAIL = 5
MARKS = "https://florence.example/fhir/StructureDefinition/distinguishing-marks"


def placeholder_name(sex: str, number: str) -> dict[str, object]:
    """The FHIR HumanName of somebody unknown: "Unknown woman, K 51823".

    The digits are the last of the hospital number, so that the name is as unique as these and leads back to the
    paper; the letter changes from each number to the next, so that two unknown people side by side sound different.
    """
    letter = LETTERS[int(number[:-1]) % len(LETTERS)]
    return {"use": "temp", "family": _unknown(sex), "given": [letter, number[-TAIL:]]}


def _unknown(sex: str) -> str:
    if sex == "female":
        return _("Unknown woman")
    return _("Unknown man") if sex == "male" else _("Unknown person")


def with_marks(resource: dict[str, object], marks: str) -> dict[str, object]:
    """The Patient with what helps to recognise somebody: a scar, a tattoo, clothes."""
    return {**resource, "extension": [{"url": MARKS, "valueString": marks}]} if marks else resource


def marks_of(resource: dict[str, Any]) -> str:
    """What helps to recognise the person; "" when nothing was written."""
    found = [each for each in resource.get("extension", ()) if each.get("url") == MARKS]
    return str(found[0].get("valueString", "")) if found else ""
