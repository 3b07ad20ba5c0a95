"""The facts of a chart's first page, in one statement: asking ten times would cost more than all the rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from florence.foundation import keys
from florence.records.queries.facts import WITHDRAWN
from florence.records.store import ENCOUNTERS, FACTS


class Kept(NamedTuple):
    """The columns of a row that reading its resource needs."""

    id: UUID
    version: int
    starts: datetime | None
    key_id: UUID
    body: bytes
    recorded_at: datetime


class Gathered(NamedTuple):
    """A row of one of the parts and the resource in it."""

    row: Kept
    resource: dict[str, Any]


class Part(NamedTuple):
    """Some facts: their types, statuses (none: all) and the most that are wanted, newest first."""

    name: str
    types: tuple[str, ...]
    statuses: tuple[str, ...] = ()
    limit: int = 500


class Others(NamedTuple):
    """Facts that are counted: those of the types whose status is none of these."""

    types: tuple[str, ...]
    except_statuses: tuple[str, ...]


VISITS, LATEST, RESULTS = "visits", "latest", "results"

_COLUMNS = "r.id, r.version, r.starts, r.key_id, r.body, r.recorded_at"
_OWN = "r.subject_id IN ({subjects}) AND NOT r.deleted"
# In the order of the index; those without a time come last and are few.
_DATED = "AND r.starts IS NOT NULL ORDER BY r.starts DESC, r.id DESC LIMIT"
_UNDATED = "AND r.starts IS NULL ORDER BY r.id DESC LIMIT"

_LATEST = f"""
(SELECT '{LATEST}', {_COLUMNS} FROM unnest(%(codes)s::text[]) AS wanted(code) CROSS JOIN LATERAL (
   SELECT * FROM records_resource r
   WHERE {_OWN} AND r.type = 'Observation' AND r.code = wanted.code
     AND r.starts IS NOT NULL AND r.status NOT IN {WITHDRAWN}
   ORDER BY r.starts DESC LIMIT 1) AS r)
"""  # noqa: S608  words of ours; values go beside
# Rows of a sensitive category keep category and code in the body: each of them may be another test.
_RESULTS = f"""
(SELECT DISTINCT ON (CASE WHEN r.code = '' THEN r.id::text ELSE r.code END) '{RESULTS}', {_COLUMNS} FROM (
   SELECT * FROM records_resource r
   WHERE {_OWN} AND r.type = 'Observation' AND r.starts IS NOT NULL AND r.status NOT IN {WITHDRAWN}
     AND (r.category LIKE '%%|laboratory' OR r.category = '')
   ORDER BY r.starts DESC LIMIT %(results)s) AS r
 ORDER BY CASE WHEN r.code = '' THEN r.id::text ELSE r.code END, r.starts DESC)
"""  # noqa: S608  words of ours; values go beside
_VISITS = " UNION ALL ".join(
    f"(SELECT '{VISITS}', {_COLUMNS} FROM records_encounter r WHERE {_OWN} {newest} %(visits)s)"  # noqa: S608  words of ours; values go beside
    for newest in (_DATED, _UNDATED)
)


def gather(
    subjects: Sequence[UUID], parts: Iterable[Part], *, codes: Sequence[str], results: int, visits: int
) -> dict[str, list[Gathered]]:
    """The facts of each part by its name; beside them, under names of their own:

    `LATEST`, the latest observation of each of the codes; `RESULTS`, the latest laboratory result of each test
    among the newest `results`; `VISITS`, the newest visits.
    """
    values: dict[str, Any] = {"codes": list(codes), "results": results, "visits": visits}
    found: dict[str, list[Gathered]] = {LATEST: [], RESULTS: [], VISITS: []}
    branches = [_LATEST, _RESULTS, _VISITS]
    limits = {VISITS: visits}
    for part in parts:
        found[part.name], limits[part.name] = [], part.limit
        branches += _branches(part, values)
    statement = " UNION ALL ".join(branches).replace("{subjects}", _listed("subject", subjects, values))
    rows: dict[str, list[Kept]] = {name: [] for name in found}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for name, *kept in cursor.fetchall():
            rows[name].append(Kept(*kept))
    for name, limit in limits.items():
        rows[name] = _newest(rows[name])[:limit]
    keys.ciphers_for([row.key_id for kept in rows.values() for row in kept])
    for name, each in rows.items():
        store = ENCOUNTERS if name == VISITS else FACTS
        found[name] = [Gathered(row, store.open(row)) for row in each]
    return found


def _newest(rows: list[Kept]) -> list[Kept]:
    """The newest first, those without a time last."""
    undated = sorted((row for row in rows if row.starts is None), key=attrgetter("id"), reverse=True)
    dated = (row for row in rows if row.starts is not None)
    return [*sorted(dated, key=attrgetter("starts", "id"), reverse=True), *undated]


def count_others(subjects: Sequence[UUID], *others: Others) -> list[int]:
    """How many facts there are of each kind, without those entered in error."""
    values: dict[str, Any] = {}
    types = _listed("type", [each for other in others for each in other.types], values)
    counts = ", ".join(_count(f"count{place}", other, values) for place, other in enumerate(others))
    own = _OWN.replace("{subjects}", _listed("subject", subjects, values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {counts} FROM records_resource r WHERE {own} AND r.type IN ({types})",  # noqa: S608  words of ours; values go beside
            values,
        )
        return list(cursor.fetchone())


def _count(name: str, other: Others, values: dict[str, Any]) -> str:
    types = _listed(f"{name}_type", other.types, values)
    without = _listed(f"{name}_not", (*other.except_statuses, *WITHDRAWN), values)
    return f"count(*) FILTER (WHERE r.type IN ({types}) AND r.status NOT IN ({without}))"


def _branches(part: Part, values: dict[str, Any]) -> list[str]:
    """One branch for each type, which an index has in order, and one for what has no time."""
    placeholders = _listed(f"{part.name}_type", part.types, values)
    status = (
        f"AND r.status IN ({_listed(f'{part.name}_status', part.statuses, values)})" if part.statuses else ""
    )
    start = f"(SELECT '{part.name}', {_COLUMNS} FROM records_resource r WHERE {_OWN} {status}"  # noqa: S608  words of ours; values go beside
    each = [f"{start} AND r.type = {name} {_DATED} {part.limit})" for name in placeholders.split(", ")]
    return [*each, f"{start} AND r.type IN ({placeholders}) {_UNDATED} {part.limit})"]


def _listed(name: str, given: Sequence[object], values: dict[str, Any]) -> str:
    """Placeholders for a list: a list of one is an equality for the database, which an index can order by."""
    values |= {f"{name}{place}": value for place, value in enumerate(given)}
    return ", ".join(f"%({name}{place})s" for place in range(len(given)))
