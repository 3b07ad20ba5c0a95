"""Hints about several patients for a list of them: allergies, active problems, and what changed lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from florence.records.queries.facts import Fact, open_facts
from florence.records.queries.named import names_in
from florence.records.reading.allergies import State, read_allergy, state_of
from florence.records.reading.measurements import read_measurement
from florence.records.reading.people import Person, author_of
from florence.records.reading.problems import ACTIVE, read_problem
from florence.records.reading.sentences import sentence_of
from florence.records.store import FACTS

PROBLEMS_SHOWN = 2


@dataclass(frozen=True)
class Hint:
    """What a list says of one patient: the state of the allergies, their names, and the newest problems."""

    allergies: State = "not-recorded"
    allergy_names: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    more_problems: int = 0


@dataclass(frozen=True)
class RecentChange:
    """Something that was written into a record lately."""

    subject_id: UUID
    icon: str
    words: str
    who: str
    at: datetime


def hints_of(subject_ids: Sequence[UUID]) -> dict[UUID, Hint]:
    """The hints about patients, with two queries however many there are."""
    allergies = _by_subject(_rows(subject_ids, "AllergyIntolerance"))
    problems = _by_subject(_rows(subject_ids, "Condition", *ACTIVE))
    return {each: _hint(allergies.get(each, []), problems.get(each, [])) for each in subject_ids}


def list_recent_changes(subject_ids: Sequence[UUID], since: datetime, limit: int = 12) -> list[RecentChange]:
    """What people wrote into the records since a moment, the newest first; what was imported is left out.

    Files are left out: the document that names one stands for it.
    """
    rows = FACTS.rows.filter(subject_id__in=list(subject_ids), recorded_at__gte=since, source="")
    rows = rows.exclude(type="Binary")
    facts = open_facts(rows.order_by("-recorded_at")[: limit * 4])
    names = names_in(fact.resource for fact in facts)
    sets = groupby(facts, key=lambda fact: (fact.row.subject_id, fact.row.type, fact.row.recorded_at))
    return [_change(list(group), names) for _key, group in sets][:limit]


def _rows(subject_ids: Sequence[UUID], resource_type: str, *statuses: str) -> list[Fact]:
    rows = FACTS.rows.filter(subject_id__in=list(subject_ids), type=resource_type)
    if statuses:
        rows = rows.filter(status__in=statuses)
    return open_facts(rows.order_by("-starts"))


def _by_subject(facts: Sequence[Fact]) -> dict[UUID, list[Fact]]:
    found: dict[UUID, list[Fact]] = {}
    for fact in facts:
        if fact.row.subject_id is not None:
            found.setdefault(fact.row.subject_id, []).append(fact)
    return found


def _hint(allergies: Sequence[Fact], problems: Sequence[Fact]) -> Hint:
    listed = [read_allergy(fact.row, fact.resource, {}) for fact in allergies]
    read = [read_problem(fact.row, fact.resource, {}) for fact in problems]
    active = [problem.name for problem in read if problem.is_active]
    return Hint(
        allergies=state_of(listed),
        allergy_names=tuple(each.substance for each in listed if each.is_active and not each.is_statement),
        problems=tuple(active[:PROBLEMS_SHOWN]),
        more_problems=max(0, len(active) - PROBLEMS_SHOWN),
    )


def _change(facts: Sequence[Fact], names: dict[str, str]) -> RecentChange:
    first = facts[0]
    icon, words = sentence_of(first.resource)
    if first.row.type == "Observation" and len(facts) > 1:
        measured = [read_measurement(fact.row, fact.resource, {}, Person()) for fact in facts]
        words = _("Vital signs: %(values)s") % {"values": ", ".join(f"{m.name} {m.words}" for m in measured)}
    who = author_of(first.resource, names)
    return RecentChange(first.row.subject_id or UUID(int=0), icon, words, who, first.row.recorded_at)
