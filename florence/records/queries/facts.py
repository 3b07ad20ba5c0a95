"""Reading clinical facts: lists, the latest of each code, and values over time.

Everything runs in the open scope; what its actor may not see does not exist for these functions. `subjects` are
all the subjects of one person, since records that were linked or merged are read as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from florence.records.models import Resource
from florence.records.store import FACTS
from florence.ui import figures

WITHDRAWN = ("entered-in-error", "cancelled")
MOST = 500


class Opened(Protocol):
    """A stored row, or the columns of it that reading needs, and the resource in it."""

    @property
    def row(self) -> Any:
        """The row."""

    @property
    def resource(self) -> dict[str, Any]:
        """The resource."""


class Fact(NamedTuple):
    """A row and the FHIR resource in it."""

    row: Resource
    resource: dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which facts are wanted: [since, until) of their time, a category code, statuses, how many at most."""

    since: datetime | None = None
    until: datetime | None = None
    category: str = ""
    statuses: tuple[str, ...] = ()
    limit: int = MOST


ALL = Wanted()


def list_facts(subjects: Sequence[UUID], *types: str, wanted: Wanted = ALL) -> list[Fact]:
    """Facts of the types, newest first, those without a time last; entered in error included."""
    rows = _wanted(_of(subjects, types), wanted).order_by(F("starts").desc(nulls_last=True), "-id")
    return open_facts(rows[: wanted.limit])


def list_dated(subjects: Sequence[UUID], resource_type: str, wanted: Wanted) -> list[Fact]:
    """Facts of one type that have a time, newest first; fast however long the record is."""
    rows = _wanted(_of(subjects, (resource_type,)).filter(starts__isnull=False), wanted)
    return open_facts(rows.order_by("-starts")[: wanted.limit])


def list_with_vitals(subjects: Sequence[UUID], types: Sequence[str], wanted: Wanted) -> list[Fact]:
    """Facts of some types and vital signs that have a time, newest first, in one query; the limit is not heeded."""
    vitals = Q(type="Observation") & (Q(category__endswith="|vital-signs") | Q(category=""))
    rows = _of(subjects, (*types, "Observation")).filter(
        ~Q(type="Observation") | vitals, starts__isnull=False
    )
    return open_facts(_wanted(rows, wanted).order_by("-starts"))


def count_facts(subjects: Sequence[UUID], *types: str, except_statuses: Sequence[str] = ()) -> int:
    """How many facts of the types there are, without those of some statuses."""
    return _of(subjects, types).exclude(status__in=[*except_statuses, *WITHDRAWN]).count()


def get_fact(subjects: Sequence[UUID], fact_id: UUID, *types: str) -> Fact | None:
    """One fact of the person, None when there is none of these types for the reader."""
    return next(iter(open_facts(_of(subjects, types).filter(id=fact_id))), None)


def facts_of(subjects: Sequence[UUID], fact_ids: Sequence[UUID], types: Sequence[str]) -> list[Fact]:
    """Those of some facts of the person that are of the types, in no order."""
    return open_facts(_of(subjects, types).filter(id__in=list(fact_ids)))


def latest_of_each_code(subjects: Sequence[UUID], codes: Sequence[str]) -> list[Fact]:
    """The latest observation of each "system|code" that has one."""
    return open_facts(FACTS.rows.filter(id__in=_latest_ids(subjects, codes)))


def latest_of_all_codes(subjects: Sequence[UUID], category: str) -> list[Fact]:
    """The latest observation of every code in a category ("laboratory"), whatever codes there are."""
    return open_facts(FACTS.rows.filter(id__in=_latest_ids(subjects, _codes_in_use(subjects), category)))


class Value(NamedTuple):
    """One number of a series."""

    at: datetime
    value: Decimal
    unit: str


def values_over_time(subjects: Sequence[UUID], codes: Sequence[str], wanted: Wanted = ALL) -> list[Value]:
    """The numbers recorded under any of the codes, newest first, read without opening a body.

    Of what is wanted, the time and the limit count.
    """
    return values_of_each(subjects, [codes], wanted)[0]


# What is wanted of each code is taken from the index, which has the values of a code in the order of time.
_VALUES = """
SELECT wanted.place, value.starts, value.number, value.number_unit
FROM unnest(%s::int[], %s::uuid[], %s::text[]) AS wanted(place, subject, code)
CROSS JOIN LATERAL (
  SELECT r.starts, r.number, r.number_unit FROM records_resource r
  WHERE r.subject_id = wanted.subject AND r.type = 'Observation' AND r.code = wanted.code AND NOT r.deleted
    AND r.number IS NOT NULL AND r.status NOT IN ('entered-in-error', 'cancelled')
    AND r.starts >= coalesce(%s, '-infinity'::timestamptz) AND r.starts < coalesce(%s, 'infinity'::timestamptz)
  ORDER BY r.starts DESC LIMIT %s) AS value
ORDER BY value.starts DESC
"""


def values_of_each(
    subjects: Sequence[UUID], groups: Sequence[Sequence[str]], wanted: Wanted = ALL
) -> list[list[Value]]:
    """The same for several groups of codes at once, each with the limit of its own."""
    asked = [(place, each, code) for place, codes in enumerate(groups) for code in codes for each in subjects]
    columns = [list(column) for column in zip(*asked, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [*columns, wanted.since, wanted.until, wanted.limit])
        found = cursor.fetchall()
    values: list[list[Value]] = [[] for _ in groups]
    for place, at, number, unit in found:
        if len(values[place]) < wanted.limit:
            values[place].append(Value(at, _trimmed(number), unit))
    return values


def _trimmed(number: Decimal) -> Decimal:
    """The number without the zeros with which its column fills it up: 8.8, not 8.80000000."""
    return Decimal(figures.dose(number))


def list_of_code(subjects: Sequence[UUID], codes: Sequence[str], wanted: Wanted = ALL) -> list[Fact]:
    """The observations recorded under any of the codes, newest first."""
    rows = _wanted(_of(subjects, ("Observation",)).filter(code__in=list(codes)), wanted)
    return open_facts(
        rows.exclude(status__in=WITHDRAWN).order_by(F("starts").desc(nulls_last=True))[: wanted.limit]
    )


def open_facts(rows: "QuerySet[Resource]") -> list[Fact]:
    """Rows with what is in them."""
    return [Fact(row, resource) for row, resource in FACTS.open_all(rows)]


def _of(subjects: Sequence[UUID], types: Sequence[str]) -> "QuerySet[Resource]":
    return FACTS.rows.filter(subject_id__in=list(subjects), type__in=list(types))


def _wanted(rows: "QuerySet[Resource]", wanted: Wanted) -> "QuerySet[Resource]":
    if wanted.since:
        rows = rows.filter(starts__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(starts__lt=wanted.until)
    if wanted.statuses:
        rows = rows.filter(status__in=wanted.statuses)
    if wanted.category:
        # Rows of a sensitive category keep theirs in the body.
        rows = rows.filter(Q(category__endswith=f"|{wanted.category}") | Q(category=""))
    return rows


_LATEST = """
SELECT DISTINCT ON (wanted.code) latest.id
FROM unnest(%s::uuid[]) AS subject(id), unnest(%s::text[]) AS wanted(code)
CROSS JOIN LATERAL (
  SELECT r.id, r.starts, r.recorded_at FROM records_resource r
  WHERE r.subject_id = subject.id AND r.type = 'Observation' AND r.code = wanted.code AND NOT r.deleted
    AND r.starts IS NOT NULL AND r.status NOT IN ('entered-in-error', 'cancelled')
    AND (%s = '' OR r.category LIKE %s)
  ORDER BY r.starts DESC, r.recorded_at DESC LIMIT 1) AS latest
ORDER BY wanted.code, latest.starts DESC, latest.recorded_at DESC
"""

# Steps from code to code along the index, since a record has few codes and many values.
_CODES = """
WITH RECURSIVE step(subject, code) AS (
  SELECT s.id, (SELECT r.code FROM records_resource r
                WHERE r.subject_id = s.id AND r.type = 'Observation' ORDER BY r.code LIMIT 1)
  FROM unnest(%s::uuid[]) AS s(id)
  UNION ALL
  SELECT step.subject, (SELECT r.code FROM records_resource r
                        WHERE r.subject_id = step.subject AND r.type = 'Observation' AND r.code > step.code
                        ORDER BY r.code LIMIT 1)
  FROM step WHERE step.code IS NOT NULL)
SELECT DISTINCT code FROM step WHERE code <> ''
"""


def _latest_ids(subjects: Sequence[UUID], codes: Sequence[str], category: str = "") -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [list(subjects), list(codes), category, f"%|{category}"])
        return [row[0] for row in cursor.fetchall()]


def _codes_in_use(subjects: Sequence[UUID]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_CODES, [list(subjects)])
        return [row[0] for row in cursor.fetchall()]
