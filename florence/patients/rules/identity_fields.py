"""A patient's identity as labelled fields in words, for comparing versions."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from florence.foundation import clock
from florence.patients.rules import identifier_kinds
from florence.patients.rules.births import birth_of, died_at, is_deceased
from florence.patients.rules.languages import language_words, needs_interpreter
from florence.patients.rules.names import full_text
from florence.patients.rules.patient_resource import contact_of
from florence.ui import moments

Resource = dict[str, Any]


def name_uses() -> dict[str, str]:
    """The uses of a name (FHIR R4 NameUse) in words."""
    return {
        "official": _("Official name"),
        "usual": _("Name in use"),
        "nickname": _("Preferred first name"),
        "maiden": _("Birth name"),
        "old": _("Former name"),
        "anonymous": _("Alias"),
        "temp": _("Placeholder"),
    }


def sex_words(code: str) -> str:
    """The administrative gender of FHIR R4 in words; empty when it is not recorded."""
    match code:
        case "female":
            return _("Female")
        case "male":
            return _("Male")
        case "other":
            return _("Other")
        case "unknown":
            return _("Not known")
    return ""


def birth_words(resource: Resource) -> str:
    """A birth as it is known: 14-Mar-1958, 03/1958, 1958; empty when it is not recorded.

    An estimate is "about 1958", or "about 03/2025" of a child under two years, even when it was stored as a day.
    """
    birth = birth_of(resource)
    if birth is None:
        return ""
    parts = birth.text.split("-")
    if not birth.is_estimated:
        return moments.words(birth.first) if len(parts) == 3 else "/".join(reversed(parts))
    shown = parts[:2] if _is_infant(birth.first) else parts[:1]
    return pgettext("estimated birth", "about %(when)s") % {"when": "/".join(reversed(shown))}


def _is_infant(born: date) -> bool:
    return born > clock.now().date() - timedelta(days=2 * 365)


def fields_of(resource: Resource) -> dict[str, str]:
    """Every field with its words; a label that occurs twice is numbered."""
    fields: dict[str, str] = {}
    for label, words in _pairs(resource):
        place, numbered = 1, label
        while numbered in fields:
            place += 1
            numbered = f"{label} {place}"
        if words:
            fields[numbered] = words
    return fields


def _pairs(resource: Resource) -> list[tuple[str, str]]:
    uses, contact, died = name_uses(), contact_of(resource), died_at(resource)
    return [
        *((uses.get(name.get("use", ""), _("Name")), full_text(name)) for name in resource.get("name", ())),
        (_("Born"), birth_words(resource)),
        (_("Sex"), sex_words(resource.get("gender", ""))),
        (_("Died"), moments.words(died) if died else (_("Yes") if is_deceased(resource) else "")),
        *(
            (identifier_kinds.kind_words(identifier), _number_words(identifier))
            for identifier in resource.get("identifier", ())
        ),
        (_("Phone"), contact.phone or (_("No phone") if contact.has_no_phone else "")),
        (_("E-mail"), contact.email),
        (_("Address"), address_words(resource)),
        (_("Language"), language_words(resource)),
        (_("Interpreter"), _("Needed") if needs_interpreter(resource) else ""),
    ]


def address_words(resource: Resource) -> str:
    """The first address in one line."""
    contact = contact_of(resource)
    parts = [
        *contact.street.splitlines(),
        contact.city,
        contact.district,
        contact.postal_code,
        contact.country,
    ]
    return ", ".join(part for part in parts if part)


def _number_words(identifier: dict[str, Any]) -> str:
    value = str(identifier.get("value", ""))
    return _("%(number)s, preferred") % {"number": value} if identifier.get("use") == "official" else value
