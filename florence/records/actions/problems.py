"""Recording problems and diagnoses, and taking one back."""

from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from florence.fhir import dates
from florence.foundation import clock
from florence.patients.store import STORE
from florence.records import policies
from florence.records.actions.authors import author_of
from florence.records.actions.entries import coded, forget_draft, lock_own, note_by, now_text
from florence.records.actions.facts import add_fact, change_fact
from florence.records.models import Resource
from florence.records.reading.concepts import first_code, words_of
from florence.records.store import FACTS
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.terminology.diagnoses import find_diagnosis
from florence.terminology.systems import (
    CONDITION_CATEGORY,
    CONDITION_CLINICAL,
    CONDITION_VERIFICATION,
    ICD_10_CM,
)

TYPE = "Condition"
DRAFT = "records.problem"
CLINICAL = ("active", "inactive", "resolved")
VERIFICATION = ("confirmed", "provisional")
WITHDRAWN = ("refuted", "entered-in-error")
ENDED = ("inactive", "resolved")

Content = dict[str, Any]


@dataclass(frozen=True)
class ProblemEntry:
    """What is written about a problem; `code` is an ICD-10-CM code or "", then `words` name it.

    `since` and `until` are FHIR dates, as precise as they are known.
    """

    code: str = ""
    words: str = ""
    status: str = "active"
    verification: str = "confirmed"
    since: str = ""
    until: str = ""
    note: str = ""


class ProblemRefused(ActionError):
    """Something about a problem is missing or contradicts itself; `field` names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@action(may=policies.may_record_problem, subject="subject_id")
def record_problem(
    actor: Actor, *, subject_id: UUID, entry: ProblemEntry, entry_id: UUID | None = None
) -> Resource:
    """Record a problem (A4-03). `entry_id` makes it safe to send twice: the first stays. Raises ProblemRefused."""
    _refuse_wrong(entry, subject_id)
    forget_draft(actor, DRAFT, subject_id)
    known = FACTS.rows.filter(id=entry_id, type=TYPE, subject_id=subject_id).first() if entry_id else None
    if known is not None:
        return known
    resource = _resource(entry, subject_id) | {"recordedDate": now_text(), "recorder": author_of(actor)}
    if entry.note.strip():
        resource["note"] = [note_by(actor, entry.note)]
    return add_fact(resource, subject_id=subject_id, row_id=entry_id)


@action(may=policies.may_record_problem, subject="subject_id")
def change_problem(
    actor: Actor, *, subject_id: UUID, entry_id: UUID, entry: ProblemEntry, expected_version: int
) -> Resource:
    """Change a problem; what this form doesn't know of it stays. Raises ProblemRefused, VersionConflict."""
    _refuse_wrong(entry, subject_id)
    before = FACTS.open(lock_own(subject_id, entry_id, TYPE))
    after = {name: value for name, value in before.items() if not name.startswith(("onset", "abatement"))}
    after |= _resource(entry, subject_id) | {"asserter": author_of(actor)}
    if words_of(before.get("code")) == words_of(_code(entry)):
        after["code"] = before["code"]
    if before.get("category"):
        after["category"] = before["category"]
    if entry.note.strip():
        after["note"] = [*before.get("note", ()), note_by(actor, entry.note)]
    forget_draft(actor, f"{DRAFT}:{entry_id}", subject_id)
    return change_fact(entry_id, after, expected_version=expected_version)


@action(may=policies.may_record_problem, subject="subject_id")
def withdraw_problem(
    actor: Actor, *, subject_id: UUID, entry_id: UUID, to: str, reason: str, expected_version: int
) -> Resource:
    """Mark a problem as "refuted" or "entered-in-error" with a reason; it stays in the history.

    Raises ProblemRefused, also for one that was taken back before, and VersionConflict.
    """
    if to not in WITHDRAWN:
        raise ProblemRefused("to", _("Choose whether it is refuted or was entered in error"))
    if not reason.strip():
        raise ProblemRefused("reason", _("Write why, so that the next reader understands"))
    before = FACTS.open(lock_own(subject_id, entry_id, TYPE))
    if first_code(before.get("verificationStatus")) in WITHDRAWN:
        raise ProblemRefused("to", _("This entry was already taken back."))
    after = before | {"verificationStatus": coded(CONDITION_VERIFICATION, to)}
    # Constraint con-5 of FHIR R4: a condition entered in error has no clinical status.
    after.pop("clinicalStatus", None)
    if to == "refuted" and "clinicalStatus" in before:
        after["clinicalStatus"] = coded(CONDITION_CLINICAL, "inactive")
    after["note"] = [*before.get("note", ()), note_by(actor, reason)]
    return change_fact(entry_id, after, expected_version=expected_version)


def _resource(entry: ProblemEntry, subject_id: UUID) -> Content:
    resource: Content = {
        "resourceType": TYPE,
        "clinicalStatus": coded(CONDITION_CLINICAL, entry.status),
        "verificationStatus": coded(CONDITION_VERIFICATION, entry.verification),
        "category": [coded(CONDITION_CATEGORY, "problem-list-item")],
        "code": _code(entry),
        "subject": {"reference": f"Patient/{subject_id}"},
    }
    if entry.since:
        resource["onsetDateTime"] = entry.since
    if entry.until:
        resource["abatementDateTime"] = entry.until
    return resource


def _code(entry: ProblemEntry) -> Content:
    diagnosis = find_diagnosis(entry.code) if entry.code else None
    if diagnosis is None:
        return {"text": entry.words.strip()}
    coding = {"system": ICD_10_CM, "code": diagnosis.code, "display": diagnosis.name}
    return {"coding": [coding], "text": entry.words.strip() or diagnosis.name}


def _refuse_wrong(entry: ProblemEntry, subject_id: UUID) -> None:
    if entry.code and find_diagnosis(entry.code) is None:
        raise ProblemRefused(
            "code", _("This code does not exist or is not complete. Choose one from the list")
        )
    if not entry.code and not entry.words.strip():
        raise ProblemRefused("words", _("Name the problem"))
    if entry.status not in CLINICAL:
        raise ProblemRefused("status", _("Choose active, inactive or resolved"))
    if entry.verification not in VERIFICATION:
        raise ProblemRefused("verification", _("Choose confirmed or provisional"))
    _refuse_wrong_times(entry, subject_id)


def _refuse_wrong_times(entry: ProblemEntry, subject_id: UUID) -> None:
    now = clock.now()
    since = dates.span(entry.since) if entry.since else None
    until = dates.span(entry.until) if entry.until else None
    if since and since[0] > now:
        raise ProblemRefused("since", _("The beginning lies in the future. Enter a day up to today"))
    if until and until[0] > now:
        raise ProblemRefused("until", _("The end lies in the future. Enter a day up to today"))
    if since and until and until[1] <= since[0]:
        raise ProblemRefused("until", _("The end lies before the beginning. Correct one of the two"))
    if until and entry.status not in ENDED:
        raise ProblemRefused("status", _("A problem with an end is inactive or resolved"))
    born = _birth_of(subject_id)
    if since and born and since[1].astimezone(UTC).date() <= born:
        raise ProblemRefused("since", _("The beginning lies before the birth. Correct it"))


def _birth_of(subject_id: UUID) -> date | None:
    row = STORE.rows.filter(id=subject_id).first()
    text = STORE.open(row).get("birthDate", "") if row else ""
    return dates.span(text)[0].date() if text else None
