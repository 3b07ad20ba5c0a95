"""One entry in one short sentence, for feeds and notices to the staff."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.records.reading.fields import fields_of

_KINDS: dict[str, tuple[str, Promise]] = {
    "AllergyIntolerance": ("alert-octagon", gettext_lazy("Allergy")),
    "Condition": ("clipboard-heart", gettext_lazy("Problem")),
    "Observation": ("activity", gettext_lazy("Measured")),
    "MedicationRequest": ("pill", gettext_lazy("Medicine")),
    "MedicationStatement": ("pill", gettext_lazy("Medicine")),
    "Immunization": ("vaccine", gettext_lazy("Immunisation")),
    "Procedure": ("scan", gettext_lazy("Procedure")),
    "FamilyMemberHistory": ("users", gettext_lazy("Family")),
    "DiagnosticReport": ("test-pipe", gettext_lazy("Report")),
    "DocumentReference": ("file-text", gettext_lazy("Document")),
    "Composition": ("notes", gettext_lazy("Note")),
}


def sentence_of(resource: dict[str, Any]) -> tuple[str, str]:
    """The icon and the words for an entry: its kind, its name, and its status when it has one."""
    icon, kind = _KINDS.get(resource["resourceType"], ("file-text", gettext_lazy("Entry")))
    fields = fields_of(resource)
    if not fields:
        return icon, str(kind)
    if resource["resourceType"] == "Observation":
        return icon, f"{fields[0].label} {fields[0].words}"
    status = next((field.words for field in fields if field.label == _("Status") and field.words), "")
    return icon, f"{kind}: {fields[0].words}" + (f", {status.lower()}" if status else "")
