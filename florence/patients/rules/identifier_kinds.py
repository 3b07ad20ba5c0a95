"""Kinds of identifiers that a desk may enter, each with what tells a right number from a wrong one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.nl import bsn
from stdnum.no import fodselsnummer

from florence.patients.rules.identifiers import HOSPITAL_NUMBERS, IDENTIFIER_TYPES

_LETTERS_AND_DIGITS = re.compile(r"[\w ./-]{3,40}")
# ICAO Doc 9303 part 4: the document number of a passport has nine places at most.
_PASSPORT = re.compile(r"[A-Z0-9]{4,9}")


@dataclass(frozen=True)
class IdentifierKind:
    """One kind: its words, its code in HL7 v2 table 0203, its system if one is laid down, and its check."""

    code: str
    label: str | Promise
    type_code: str
    system: str
    is_right: Callable[[str], bool]
    example: str


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


KINDS = (
    IdentifierKind("national", _("National number"), "NI", "", _matches(_LETTERS_AND_DIGITS), "1234567"),
    IdentifierKind("passport", _("Passport"), "PPN", "", _matches(_PASSPORT), "C01X0006H"),
    IdentifierKind("licence", _("Driving licence"), "DL", "", _matches(_LETTERS_AND_DIGITS), "D1234 5678"),
    IdentifierKind("insurance", _("Insurance number"), "SN", "", _matches(_LETTERS_AND_DIGITS), "A123456780"),
    IdentifierKind(
        "hospital", _("Number at another hospital"), "MR", "", _matches(_LETTERS_AND_DIGITS), "MRN-00123"
    ),
    # Systems as the national FHIR profiles lay them down.
    IdentifierKind(
        "nhs",
        _("NHS number (England)"),
        "NH",
        "https://fhir.nhs.uk/Id/nhs-number",
        nhs.is_valid,
        "943 476 5919",
    ),
    IdentifierKind(
        "bsn",
        _("BSN (Netherlands)"),
        "NNNLD",
        "http://fhir.nl/fhir/NamingSystem/bsn",
        bsn.is_valid,
        "111222333",
    ),
    IdentifierKind(
        "nir",
        _("NIR (France)"),
        "NNFRA",
        "urn:oid:1.2.250.1.213.1.4.8",
        nir.is_valid,
        "2 95 10 99 126 111 93",
    ),
    IdentifierKind(
        "fnr",
        _("Birth number (Norway)"),
        "NNNOR",
        "urn:oid:2.16.578.1.12.4.1.4.1",
        fodselsnummer.is_valid,
        "151086 95088",
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def as_identifier(code: str, value: str) -> dict[str, Any]:
    """A FHIR R4 Identifier of a kind; spaces at the ends are left out."""
    kind = BY_CODE[code]
    identifier: dict[str, Any] = {
        "type": {"coding": [{"system": IDENTIFIER_TYPES, "code": kind.type_code}], "text": str(kind.label)},
        "system": kind.system,
        "value": " ".join(value.split()),
    }
    return {name: part for name, part in identifier.items() if part}


def kind_words(identifier: dict[str, Any]) -> str:
    """What an identifier is, in words: the kind, else what its sender called it."""
    system = identifier.get("system", "")
    if system == HOSPITAL_NUMBERS:
        return str(_("Hospital number"))
    known = next((kind for kind in KINDS if kind.system and kind.system == system), None)
    codings = identifier.get("type", {}).get("coding", ())
    code = str(codings[0].get("code", "")) if codings else ""
    known = known or next((kind for kind in KINDS if kind.type_code == code), None)
    if known is not None:
        return str(known.label)
    return str(
        identifier.get("type", {}).get("text") or (codings and codings[0].get("display")) or _("Number")
    )
