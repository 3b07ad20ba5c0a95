"""What a merge decides: the reasons people give, and the identity of the record that stays."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Resource = dict[str, Any]

REASONS: dict[str, str | Promise] = {
    "same-person": _("Same person: the details agree"),
    "document": _("Same person: seen on a document"),
    "patient-said": _("The patient said so"),
    "was-unidentified": _("The person was not identified before"),
}

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "birth": ("birthDate", "_birthDate"),
    "sex": ("gender",),
    "contact": ("telecom",),
    "address": ("address",),
    "language": ("communication",),
    "photo": ("photo",),
    "died": ("deceasedBoolean", "deceasedDateTime"),
}
"""The fields of identity that are chosen one by one, and the elements of FHIR R4 Patient that each holds."""


def survivor(kept: Resource, merged: Resource, merged_id: str, taken: Collection[str]) -> Resource:
    """The Patient that stays: its own fields, those `taken` from the other, and what only the other knows.

    Every number is kept; the name that was not chosen stays as a former name, so that the patient is found by it.
    """
    made = dict(kept)
    for field, elements in FIELDS.items():
        if field in taken or not any(element in kept for element in elements):
            for element in elements:
                made.pop(element, None)
            made |= {element: merged[element] for element in elements if element in merged}
    passed_over = kept if "name" in taken else merged
    made["name"] = [*made.get("name", ()), *_former(passed_over, made)]
    made["identifier"] = _numbers(kept, merged)
    made["link"] = [*kept.get("link", ()), _link("replaces", merged_id)]
    return {element: value for element, value in made.items() if value not in ([], None)}


def replaced(merged: Resource, survivor_id: str) -> Resource:
    """The Patient that was merged: as it was, not in use, naming the one that replaces it."""
    others = [link for link in merged.get("link", ()) if link.get("type") != "replaced-by"]
    return merged | {"active": False, "link": [*others, _link("replaced-by", survivor_id)]}


def survivor_id(resource: Resource) -> UUID | None:
    """The id of the Patient that replaces this one, None when nothing does."""
    for link in resource.get("link", ()):
        if link.get("type") == "replaced-by":
            return _id_in(link.get("other", {}).get("reference", ""))
    return None


def _id_in(reference: str) -> UUID | None:
    try:
        return UUID(reference.removeprefix("Patient/"))
    except ValueError:
        return None


def _link(kind: str, patient_id: str) -> Resource:
    return {"other": {"reference": f"Patient/{patient_id}"}, "type": kind}


def _former(resource: Resource, made: Resource) -> list[Resource]:
    """Names under which the person was known, as former ones; a placeholder for an unknown person is none."""
    known = [_words(name) for name in made.get("name", ())]
    return [
        name | {"use": "old"}
        for name in resource.get("name", ())
        if name.get("use") != "temp" and _words(name) not in known
    ]


def _words(name: Resource) -> tuple[str, ...]:
    return (name.get("family", ""), *name.get("given", ()))


def _numbers(kept: Resource, merged: Resource) -> list[Resource]:
    known = [(each.get("system"), each.get("value")) for each in kept.get("identifier", ())]
    others = [
        {**each, "use": "old"} if each.get("use") == "official" else each
        for each in merged.get("identifier", ())
        if (each.get("system"), each.get("value")) not in known
    ]
    return [*kept.get("identifier", ()), *others]
