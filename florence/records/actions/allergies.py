"""Recording allergies, saying that none are known, and taking an entry back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.records import policies
from florence.records.actions.authors import author_of
from florence.records.actions.entries import (
    coded,
    forget_draft,
    lock_own,
    note_by,
    now_text,
    subjects_with,
)
from florence.records.actions.facts import add_fact, change_fact
from florence.records.models import Resource
from florence.records.queries.lists import list_allergies
from florence.records.reading.allergies import (
    NO_KNOWN_ALLERGY,
    SEVERITIES,
    reactions_in,
    says_none_known,
    state_of,
    worst_severity,
)
from florence.records.reading.concepts import words_of
from florence.records.store import FACTS
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.terminology.allergens import REACTIONS, find_allergen
from florence.terminology.systems import ALLERGY_CLINICAL, ALLERGY_VERIFICATION, SNOMED

TYPE = "AllergyIntolerance"
DRAFT = "records.allergy"
CLINICAL = ("active", "inactive", "resolved")
VERIFICATION = ("confirmed", "unconfirmed", "presumed")
WITHDRAWN = ("refuted", "entered-in-error")

Content = dict[str, Any]


@dataclass(frozen=True)
class AllergyEntry:
    """What is written about an allergy; `allergen` is a key of the shipped list or "", then `substance` counts.

    `reactions` are keys of the shipped list; `other_reaction` is in words; `severity` is that of the worst.
    `since` is a FHIR date, as precise as it is known.
    """

    allergen: str = ""
    substance: str = ""
    reactions: tuple[str, ...] = ()
    other_reaction: str = ""
    severity: str = ""
    status: str = "active"
    verification: str = "confirmed"
    since: str = ""
    note: str = ""


class AllergyIncomplete(ActionError):
    """Something that an allergy needs is missing; `field` names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class AllergiesKnown(ActionError):
    """It can't be said that no allergies are known while there are active ones."""


class AlreadyWithdrawn(ActionError):
    """The entry was taken back before."""


@action(may=policies.may_record_allergy, subject="subject_id")
def record_allergy(
    actor: Actor, *, subject_id: UUID, entry: AllergyEntry, entry_id: UUID | None = None
) -> Resource:
    """Record an allergy with at least one reaction and the severity of the worst (A4-05).

    A statement "no known allergies" ends with it. `entry_id` makes it safe to send twice: the first stays.
    Raises AllergyIncomplete.
    """
    _refuse_incomplete(entry)
    forget_draft(actor, DRAFT, subject_id)
    known = FACTS.rows.filter(id=entry_id, type=TYPE, subject_id=subject_id).first() if entry_id else None
    if known is not None:
        return known
    resource = _resource(entry, subject_id) | {"recordedDate": now_text(), "recorder": author_of(actor)}
    if entry.note.strip():
        resource["note"] = [note_by(actor, entry.note)]
    end_statements(subject_id)
    return add_fact(resource, subject_id=subject_id, row_id=entry_id)


@action(may=policies.may_record_allergy, subject="subject_id")
def change_allergy(
    actor: Actor, *, subject_id: UUID, entry_id: UUID, entry: AllergyEntry, expected_version: int
) -> Resource:
    """Change an allergy; what this form doesn't know of it stays. Raises AllergyIncomplete, VersionConflict."""
    _refuse_incomplete(entry)
    before = FACTS.open(lock_own(subject_id, entry_id, TYPE))
    after = {name: value for name, value in before.items() if name not in ("onsetDateTime", "criticality")}
    after |= _resource(entry, subject_id) | _unchanged(before, entry)
    after["asserter"] = author_of(actor)
    if entry.note.strip():
        after["note"] = [*before.get("note", ()), note_by(actor, entry.note)]
    forget_draft(actor, f"{DRAFT}:{entry_id}", subject_id)
    return change_fact(entry_id, after, expected_version=expected_version)


@action(may=policies.may_record_allergy, subject="subject_id")
def record_no_known_allergies(actor: Actor, *, subject_id: UUID) -> Resource:
    """Record the statement that the patient was asked and has no known allergies (A4-04).

    Raises AllergiesKnown while an allergy is active. Saying it again when it already stands changes nothing.
    """
    subjects = subjects_with(subject_id)
    allergies = list_allergies(subjects)
    if state_of(allergies) == "known":
        raise AllergiesKnown(
            _("There are active allergies. Mark them as inactive, refuted or entered in error first.")
        )
    standing = next((a for a in allergies if a.is_active and a.substance == _("No known allergies")), None)
    if standing is not None:
        return FACTS.get(standing.id)
    resource = {
        "resourceType": TYPE,
        "clinicalStatus": coded(ALLERGY_CLINICAL, "active"),
        "verificationStatus": coded(ALLERGY_VERIFICATION, "confirmed"),
        "code": {"coding": [{"system": SNOMED, "code": NO_KNOWN_ALLERGY, "display": "No known allergy"}]},
        "patient": {"reference": f"Patient/{subject_id}"},
        "recordedDate": now_text(),
        "recorder": author_of(actor),
    }
    return add_fact(resource, subject_id=subject_id)


@action(may=policies.may_record_allergy, subject="subject_id")
def withdraw_allergy(
    actor: Actor, *, subject_id: UUID, entry_id: UUID, to: str, reason: str, expected_version: int
) -> Resource:
    """Mark an allergy as "refuted" or "entered-in-error" with a reason; it stays in the history.

    Raises AlreadyWithdrawn, AllergyIncomplete without a reason, VersionConflict.
    """
    if to not in WITHDRAWN:
        raise AllergyIncomplete("to", _("Choose whether it is refuted or was entered in error"))
    if not reason.strip():
        raise AllergyIncomplete("reason", _("Write why, so that the next reader understands"))
    before = FACTS.open(lock_own(subject_id, entry_id, TYPE))
    if _verification(before) in WITHDRAWN:
        raise AlreadyWithdrawn(_("This entry was already taken back."))
    after = before | {"verificationStatus": coded(ALLERGY_VERIFICATION, to)}
    # Constraints ait-1 and ait-2 of FHIR R4: an entry in error has no clinical status, any other has one.
    after.pop("clinicalStatus", None)
    if to == "refuted":
        after["clinicalStatus"] = coded(ALLERGY_CLINICAL, "inactive")
    after["note"] = [*before.get("note", ()), note_by(actor, reason)]
    return change_fact(entry_id, after, expected_version=expected_version)


@step
def end_statements(subject_id: UUID) -> None:
    """End the standing statements that no allergies are known, in every linked record."""
    for subject in subjects_with(subject_id):
        for row, resource in FACTS.open_all(
            FACTS.rows.filter(subject_id=subject, type=TYPE, status="active")
        ):
            if says_none_known(resource):
                ended = resource | {"clinicalStatus": coded(ALLERGY_CLINICAL, "inactive")}
                change_fact(row.id, ended, expected_version=row.version)


def _resource(entry: AllergyEntry, subject_id: UUID) -> Content:
    allergen = find_allergen(entry.allergen)
    resource: Content = {
        "resourceType": TYPE,
        "clinicalStatus": coded(ALLERGY_CLINICAL, entry.status),
        "verificationStatus": coded(ALLERGY_VERIFICATION, entry.verification),
        "type": "allergy",
        "code": _code(entry),
        "patient": {"reference": f"Patient/{subject_id}"},
        "reaction": [_reaction(entry)],
    }
    if allergen is not None:
        resource["category"] = [allergen.category]
    if entry.severity == "severe":
        resource["criticality"] = "high"
    if entry.since:
        resource["onsetDateTime"] = entry.since
    return resource


def _unchanged(before: Content, entry: AllergyEntry) -> Content:
    """What others coded finer than this form can, as long as its words were not changed."""
    kept: Content = {}
    if words_of(before.get("code")) == words_of(_code(entry)):
        kept["code"] = before["code"]
    if reactions_in(before) == reactions_in({"reaction": [_reaction(entry)]}):
        same_severity = worst_severity(before) == entry.severity
        kept |= {"reaction": before["reaction"]} if same_severity else {}
    return kept


def _code(entry: AllergyEntry) -> Content:
    allergen = find_allergen(entry.allergen)
    if allergen is None:
        return {"text": entry.substance.strip()}
    named: Content = {"text": str(allergen.name)}
    return {"coding": [allergen.coding]} | named if allergen.coding else named


def _reaction(entry: AllergyEntry) -> Content:
    named = dict(REACTIONS)
    words = [str(named[key]) for key in entry.reactions if key in named]
    if entry.other_reaction.strip():
        words.append(entry.other_reaction.strip())
    return {"manifestation": [{"text": each} for each in words], "severity": entry.severity}


def _refuse_incomplete(entry: AllergyEntry) -> None:
    if find_allergen(entry.allergen) is None and not entry.substance.strip():
        raise AllergyIncomplete("substance", _("Name the substance, like penicillin"))
    known = {key for key, _words in REACTIONS}
    if not entry.other_reaction.strip() and not known.intersection(entry.reactions):
        raise AllergyIncomplete("reactions", _("Choose at least one reaction, or “Reaction not known”"))
    if entry.severity not in SEVERITIES:
        raise AllergyIncomplete("severity", _("Choose how severe the worst reaction was"))
    if entry.status not in CLINICAL:
        raise AllergyIncomplete("status", _("Choose active, inactive or resolved"))
    if entry.verification not in VERIFICATION:
        raise AllergyIncomplete("verification", _("Choose how sure this is"))


def _verification(resource: Content) -> str:
    codings = (resource.get("verificationStatus") or {}).get("coding") or [{}]
    return str(codings[0].get("code", ""))
