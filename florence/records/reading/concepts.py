"""Names of coded things, and what else a resource says about itself."""

import re
from typing import Any

from django.utils.translation import gettext as _

from florence.terminology.displays import display

Resource = dict[str, Any]

# The tags in brackets with which SNOMED CT ends its full names; nobody says them.
_TAG = re.compile(
    r" \((?:disorder|finding|procedure|situation|event|substance|product|regime/therapy|physical object|"
    r"observable entity|morphologic abnormality|record artifact|qualifier value|person|body structure)\)$"
)


def words_of(concept: Resource | None) -> str:
    """The name of a CodeableConcept: its text, else the display of a coding, else that of a shipped list."""
    given = concept or {}
    text = str(given.get("text") or "") or _display_of(given.get("coding") or ())
    return _TAG.sub("", text.strip())


def name_of(concept: Resource | None) -> str:
    """The name of a CodeableConcept for a heading; "Not named" when it has neither words nor a known code."""
    return words_of(concept) or _("Not named")


def code_in(concept: Resource | None, system: str) -> str:
    """The code of a CodeableConcept in one system, or ""."""
    for coding in (concept or {}).get("coding") or ():
        if coding.get("system") == system:
            return str(coding.get("code", ""))
    return ""


def first_code(concept: Resource | None) -> str:
    """The first code of a CodeableConcept whatever its system, or ""."""
    return next((str(c["code"]) for c in (concept or {}).get("coding") or () if c.get("code")), "")


def notes_of(resource: Resource) -> str:
    """The notes of a resource, one under the other."""
    return "\n".join(str(note["text"]) for note in resource.get("note") or () if note.get("text"))


def _display_of(codings: Any) -> str:
    for coding in codings:
        if coding.get("display"):
            return str(coding["display"])
    for coding in codings:
        shipped = display(coding.get("system", ""), coding.get("code", ""))
        if shipped:
            return shipped
    return ""
