"""Pages of a search, held together by the value sorted by
and the id: later writes move nothing that was shown.

A database that estimates badly under row-level security would gather and sort all that
matches for one page. So pages are asked for in the order of an index wherever there is one.
"""

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from florence.fhir.conditions import Condition, DateCondition, ReferenceCondition, TokenCondition
from florence.fhir.fetching import in_order_of_index
from florence.fhir.following import Trail
from florence.fhir.issues import Invalid, Issue
from florence.fhir.search import Query, as_uuid
from florence.fhir.search_controls import Controls, write_cursor
from florence.fhir.search_sql import Tables, Wording, matching
from florence.fhir.stored import column_for

Rows = list[Any]
SORT_COLUMNS = {"": "id", "_id": "id", "_lastUpdated": "recorded_at"}
MOST_HASHES = 10
# The parameters whose tokens are followed first, since their values are rare; all others come between.
RARE, FREQUENT = ("identifier", "code"), ("category", "_tag", "_security", "_profile")


def page(tables: Tables, query: Query) -> tuple[Rows, str]:
    """Return the rows of the page asked for and the cursor of the next one, "" when this is the last."""
    trail = _trail(tables, query)
    if trail is not None and SORT_COLUMNS.get(query.controls.sort) == "id":
        found = trail.found(query.controls.count + 1)
        if found is not None:
            return _cut(found, query.controls)
    is_walked = trail is not None and _is_by_time(query) and not trail.is_short()
    return page_of(matching(tables, query), query.controls, is_walked=is_walked)


def count(tables: Tables, query: Query, at_most: int) -> int:
    """Return how many rows meet the query from its cursor on, counted up to a number."""
    trail = _trail(tables, query)
    number = trail.count(at_most) if trail else None
    return int(matching(tables, query)[:at_most].count()) if number is None else number


def page_of(rows: QuerySet[Any], controls: Controls, *, is_walked: bool = False) -> tuple[Rows, str]:
    """Return a page of rows that are given, in any order; see `page`.

    They are walked through in the order of an index, where so many of them match that this soon fills the page.
    """
    column = SORT_COLUMNS.get(controls.sort, "starts")
    wanted = controls.count + 1
    with in_order_of_index() if is_walked else nullcontext():
        found = list(_with_value(rows, column, controls)[:wanted])
    if column == "starts" and len(found) < wanted:
        found += _without_value(rows, controls)[: wanted - len(found)]
    return _cut(found, controls)


def _cut(found: Rows, controls: Controls) -> tuple[Rows, str]:
    shown = found[: controls.count]
    if len(found) <= controls.count or not shown:
        return shown, ""
    value = getattr(shown[-1], SORT_COLUMNS.get(controls.sort, "starts"))
    return shown, write_cursor(value.isoformat() if isinstance(value, datetime) else None, str(shown[-1].id))


# ---- in the order of the rows


def _with_value(rows: QuerySet[Any], column: str, controls: Controls) -> QuerySet[Any]:
    sign, beyond = ("-", "lt") if controls.descending else ("", "gt")
    if column == "id":
        rows = rows.filter(**{f"id__{beyond}": _last_id(controls)}) if controls.cursor else rows
        return rows.order_by(f"{sign}id")
    if column == "starts":
        # Without those that have none, the order is that of the indexes, which have them first.
        rows = rows.filter(starts__isnull=False)
    if controls.cursor:
        if controls.cursor[0] is None:
            return rows.none()
        value = _moment(controls.cursor[0])
        same = Q(**{column: value, f"id__{beyond}": _last_id(controls)})
        rows = rows.filter(Q(**{f"{column}__{beyond}": value}) | same)
    return rows.order_by(f"{sign}{column}", f"{sign}id")


def _without_value(rows: QuerySet[Any], controls: Controls) -> QuerySet[Any]:
    """Return the rows without a time, which come last whatever the direction."""
    sign, beyond = ("-", "lt") if controls.descending else ("", "gt")
    rows = rows.filter(starts__isnull=True)
    if controls.cursor and controls.cursor[0] is None:
        rows = rows.filter(**{f"id__{beyond}": _last_id(controls)})
    return rows.order_by(f"{sign}id")


def _last_id(controls: Controls) -> UUID:
    found = as_uuid(controls.cursor[1]) if controls.cursor else None
    if found is None:
        raise _made_up()
    return found


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _made_up() from None
    if moment.tzinfo is None:
        raise _made_up()
    return moment


def _made_up() -> Invalid:
    return Invalid([Issue("", "value", "_cursor is not a place that this server gave out: start again")])


# ---- in the order of the tokens


def _trail(tables: Tables, query: Query) -> Trail | None:
    """Return the tokens that lead to the rows in the order of their ids, None where that is no help.

    Within one patient or encounter there are few rows anyway.
    """
    controls = query.controls
    if query.ids is not None:
        return None
    if any(_is_within_one(query.kind, condition) for condition in query.conditions):
        return None
    lead = _lead(tables, query)
    if lead is None:
        return None
    condition, hashes = lead
    others = tuple(each for each in query.conditions if each is not condition)
    return Trail(
        matching(tables, replace(query, conditions=others)),
        tables.tokens.model._meta.db_table,
        tuple(hashes),
        controls.descending,
        _last_id(controls) if controls.cursor and SORT_COLUMNS.get(controls.sort) == "id" else None,
    )


def _is_by_time(query: Query) -> bool:
    """Tell whether rows are wanted in the order of their times, and nothing else narrows them but times."""
    others = [each for each in query.conditions if not isinstance(each, DateCondition)]
    return SORT_COLUMNS.get(query.controls.sort, "starts") == "starts" and len(others) == 1


def _lead(tables: Tables, query: Query) -> tuple[Condition, list[int]] | None:
    """Return the condition that likely leaves the fewest rows, of those that few hashes answer, and the hashes."""
    wording = Wording(tables, query.kind)
    simple = [
        (each, hashes) for each in query.conditions if 0 < len(hashes := wording.hashes(each)) <= MOST_HASHES
    ]
    return min(simple, key=lambda pair: _frequency(pair[0]), default=None)


def _frequency(condition: Condition) -> int:
    name = condition.parameters[0] if isinstance(condition, TokenCondition) else ""
    return 0 if name in RARE else 2 if name in FREQUENT else 1


def _is_within_one(kind: str, condition: object) -> bool:
    return isinstance(condition, ReferenceCondition) and column_for(kind, condition.parameters[0]) != ""
