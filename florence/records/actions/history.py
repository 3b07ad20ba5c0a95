"""Recording what was before and around: operations, illness in the family, and the way of life."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.fhir import dates
from florence.foundation import clock
from florence.records import policies
from florence.records.actions.authors import author_of
from florence.records.actions.entries import forget_draft, note_by, now_text
from florence.records.actions.facts import add_fact
from florence.records.models import Resource
from florence.records.reading.family import RELATIVES, ROLE_CODE
from florence.records.store import FACTS
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.terminology.systems import LOINC, OBSERVATION_CATEGORY

DRAFT = "records.history"
OPERATION, FAMILY, SOCIAL = "operation", "family", "social"
OLDEST = 120

Content = dict[str, Any]

# Topics of the social history with their LOINC codes (http://loinc.org).
TOPICS: dict[str, tuple[str, str, Promise]] = {
    "smoking": ("72166-2", "Tobacco smoking status NHIS", gettext_lazy("Smoking")),
    "alcohol": ("11331-6", "History of Alcohol use", gettext_lazy("Alcohol")),
    "occupation": ("11341-5", "History of Occupation", gettext_lazy("Work")),
    "housing": ("71802-3", "Housing status", gettext_lazy("Housing")),
}


@dataclass(frozen=True)
class HistoryEntry:
    """What is written: `kind` is operation, family or social, and `words` say what.

    `when` is the FHIR date of an operation; `relative` a key of RELATIVES and `age` the age in years at which a
    relative fell ill; `topic` a key of TOPICS.
    """

    kind: str
    words: str
    when: str = ""
    relative: str = ""
    age: int | None = None
    topic: str = ""
    note: str = ""


class HistoryRefused(ActionError):
    """Something is missing or can't be; `field` names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@action(may=policies.may_record_history, subject="subject_id")
def record_history_entry(
    actor: Actor, *, subject_id: UUID, entry: HistoryEntry, entry_id: UUID | None = None
) -> Resource:
    """Record an operation, an illness in the family or a fact of the way of life.

    `entry_id` makes it safe to send twice: the first stays. Raises HistoryRefused.
    """
    _refuse_wrong(entry)
    forget_draft(actor, DRAFT, subject_id)
    known = FACTS.rows.filter(id=entry_id, subject_id=subject_id).first() if entry_id else None
    if known is not None:
        return known
    resource = _MAKERS[entry.kind](entry, subject_id, actor)
    if entry.note.strip():
        resource["note"] = [note_by(actor, entry.note)]
    return add_fact(resource, subject_id=subject_id, row_id=entry_id)


def _operation(entry: HistoryEntry, subject_id: UUID, actor: Actor) -> Content:
    resource: Content = {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": entry.words.strip()},
        "subject": {"reference": f"Patient/{subject_id}"},
        "recorder": author_of(actor),
    }
    if entry.when:
        resource["performedDateTime"] = entry.when
    return resource


def _family(entry: HistoryEntry, subject_id: UUID, actor: Actor) -> Content:
    condition: Content = {"code": {"text": entry.words.strip()}}
    if entry.age is not None:
        # UCUM "a" is the year; constraint age-1 of FHIR R4 asks for a code of UCUM.
        unit = {"unit": "years", "system": "http://unitsofmeasure.org", "code": "a"}
        condition["onsetAge"] = {"value": entry.age, **unit}
    relationship = {"system": ROLE_CODE, "code": entry.relative}
    return {
        "resourceType": "FamilyMemberHistory",
        "status": "completed",
        "patient": {"reference": f"Patient/{subject_id}"},
        "date": now_text(),
        "relationship": {"coding": [relationship], "text": str(RELATIVES[entry.relative])},
        "condition": [condition],
        # The only place in this resource that can name its author.
        "note": [note_by(actor, _("Told by the patient or family"))],
    }


def _social(entry: HistoryEntry, subject_id: UUID, actor: Actor) -> Content:
    code, display, _label = TOPICS[entry.topic]
    category = {"system": OBSERVATION_CATEGORY, "code": "social-history", "display": "Social History"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [category]}],
        "code": {"coding": [{"system": LOINC, "code": code, "display": display}], "text": display},
        "subject": {"reference": f"Patient/{subject_id}"},
        "effectiveDateTime": now_text(),
        "performer": [author_of(actor)],
        "valueString": entry.words.strip(),
    }


_MAKERS = {OPERATION: _operation, FAMILY: _family, SOCIAL: _social}


def _refuse_wrong(entry: HistoryEntry) -> None:
    if entry.kind not in _MAKERS:
        raise HistoryRefused("kind", _("Choose what you want to record"))
    if not entry.words.strip():
        raise HistoryRefused("words", _("Write what it is"))
    if entry.kind == FAMILY and entry.relative not in RELATIVES:
        raise HistoryRefused("relative", _("Choose which relative"))
    if entry.kind == SOCIAL and entry.topic not in TOPICS:
        raise HistoryRefused("topic", _("Choose what it is about"))
    if entry.age is not None and not 0 <= entry.age <= OLDEST:
        raise HistoryRefused("age", _("Enter an age from 0 to 120 years"))
    if entry.when and dates.span(entry.when)[0] > clock.now():
        raise HistoryRefused("when", _("The day lies in the future. Enter a day up to today"))
