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
from florence.records.actions.entries import forget_draft, lock_own, note_by, now_text
from florence.records.actions.facts import add_fact, change_fact
from florence.records.models import Resource
from florence.records.reading.concepts import code_in, words_of
from florence.records.reading.family import RELATIVES, ROLE_CODE
from florence.records.store import FACTS
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.terminology.systems import LOINC, OBSERVATION_CATEGORY

DRAFT = "records.history"
OPERATION, FAMILY, SOCIAL = "operation", "family", "social"
OLDEST = 120
TYPES = ("Procedure", "FamilyMemberHistory", "Observation")

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


@action(may=policies.may_record_history, subject="subject_id")
def change_history_entry(
    actor: Actor, *, subject_id: UUID, entry_id: UUID, entry: HistoryEntry, expected_version: int
) -> Resource:
    """Change an entry of the history; its kind stays, and so does what the form doesn't know of it.

    Raises HistoryRefused, also for an entry that the form cannot hold; NoSuchEntry and VersionConflict.
    """
    _refuse_wrong(entry)
    made = _MAKERS[entry.kind](entry, subject_id, actor)
    before = FACTS.open(lock_own(subject_id, entry_id, made["resourceType"]))
    if kind_of(before) != entry.kind:
        raise HistoryRefused("kind", _("This entry holds more than the form. It can't be changed here"))
    after = _CHANGERS[entry.kind](before, made)
    if entry.note.strip():
        after["note"] = [*before.get("note", ()), note_by(actor, entry.note)]
    forget_draft(actor, f"{DRAFT}:{entry_id}", subject_id)
    return change_fact(entry_id, after, expected_version=expected_version)


def kind_of(resource: Content) -> str:
    """Which kind of entry a stored resource is, or "" when the form could not hold what it says."""
    match resource.get("resourceType"):
        case _ if resource.get("status") == "entered-in-error":
            return ""
        case "Procedure":
            return OPERATION
        case "FamilyMemberHistory" if len(resource.get("condition") or ()) == 1:
            return FAMILY
        case "Observation" if "valueString" in resource and topic_of(resource):
            return SOCIAL
    return ""


def topic_of(resource: Content) -> str:
    """The topic of the way of life that an Observation is about, or ""."""
    code = code_in(resource.get("code"), LOINC)
    return next((topic for topic, (loinc, _full, _words) in TOPICS.items() if loinc == code), "")


def day_of(procedure: Content) -> str:
    """The day or year on which an operation was, as the form shows it, or ""."""
    period = procedure.get("performedPeriod") or {}
    return str(procedure.get("performedDateTime") or period.get("start") or "")[:10]


def _changed_operation(before: Content, made: Content) -> Content:
    if day_of(before) == made.get("performedDateTime", ""):
        return before | {"code": _code_of(before, made)}
    kept = {name: value for name, value in before.items() if not name.startswith("performed")}
    when = {"performedDateTime": made["performedDateTime"]} if "performedDateTime" in made else {}
    return kept | when | {"code": _code_of(before, made)}


def _changed_family(before: Content, made: Content) -> Content:
    [old], [new] = before["condition"], made["condition"]
    replaces_onset = "onsetAge" in new or "onsetAge" in old
    kept = {name: value for name, value in old.items() if not (replaces_onset and name.startswith("onset"))}
    return before | {
        "relationship": made["relationship"],
        "condition": [kept | new | {"code": _code_of(old, new)}],
    }


def _changed_social(before: Content, made: Content) -> Content:
    code = before["code"] if topic_of(before) == topic_of(made) else made["code"]
    return before | {"code": code, "valueString": made["valueString"]}


def _code_of(before: Content, made: Content) -> Content:
    """The code as it was when its words are still the same, so that no coding is lost."""
    same = words_of(before.get("code")) == words_of(made["code"])
    code: Content = before["code"] if same else made["code"]
    return code


_CHANGERS = {OPERATION: _changed_operation, FAMILY: _changed_family, SOCIAL: _changed_social}


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
