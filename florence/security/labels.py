"""Labels on what is recorded: how confidential it is, and which sensitive category it belongs to.

Levels follow the HL7 v3 confidentiality codes N, R and V; categories follow HL7's sensitivity codes
(v3-ActCode, InformationSensitivityPolicy), as FHIR R4 carries them in `meta.security`.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

NORMAL, RESTRICTED, VERY_RESTRICTED = 0, 1, 2

CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"

LEVELS = {"U": 0, "L": 0, "M": 0, "N": 0, "R": 1, "V": 2}
LEVEL_CODES = {0: "N", 1: "R", 2: "V"}

CATEGORIES = {
    "PSY": _("mental health"),
    "SEX": _("sexual health"),
    "HIV": _("HIV"),
    "ETH": _("substance use"),
    "GDIS": _("genetics"),
    "SDV": _("safeguarding"),
    "EMP": _("staff as patient"),
    "CEL": _("publicly known person"),
}
SENSITIVE = frozenset(CATEGORIES)


def labels_of(resource: dict[str, Any]) -> tuple[int, list[str]]:
    """The level and the sorted sensitive categories that a FHIR resource's `meta.security` names."""
    level, categories = NORMAL, set()
    for coding in (resource.get("meta") or {}).get("security") or ():
        code = coding.get("code", "")
        if coding.get("system") == CONFIDENTIALITY:
            level = max(level, LEVELS.get(code, VERY_RESTRICTED))
        elif code in SENSITIVE:
            categories.add(code)
    return level, sorted(categories)


def highest(labels: Iterable[tuple[int, Iterable[str]]]) -> tuple[int, list[str]]:
    """The highest level and the union of categories among several labels."""
    level, categories = NORMAL, set[str]()
    for other_level, other_categories in labels:
        level = max(level, other_level)
        categories.update(other_categories)
    return level, sorted(categories)
