"""Pages of a search, held together by the value sorted by
and the id: later writes move nothing that was shown.

A database that estimates badly under row-level security would gather and sort all that
matches for one page. So pages are asked for in the order of an index wherever there is one.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from florence.fhir.conditions import ReferenceCondition
from florence.fhir.issues import Invalid, Issue
from florence.fhir.search import Query, as_uuid
from florence.fhir.search_controls import Controls, write_cursor
from florence.fhir.search_sql import Tables, Wording, matching
from florence.fhir.stored import column_for

Rows = list[Any]
SORT_COLUMNS = {"": "id", "_id": "id", "_lastUpdated": "recorded_at"}
# How many tokens are followed to their rows at a time, in pages. If few
# of those rows meet the other conditions too, the plain way is quicker.
STRIDES = (1, 4, 16, 64)


def page(tables: Tables, query: Query) -> tuple[Rows, str]:
    """Return the rows of the page asked for and the cursor of the next one, "" when this is the last."""
    hash_to_follow = _hash_to_follow(tables, query)
    if hash_to_follow is not None:
        found = _follow(tables, query, hash_to_follow)
        if found is not None:
            return _cut(found, query.controls)
    return page_of(matching(tables, query), query.controls)


def page_of(rows: QuerySet[Any], controls: Controls) -> tuple[Rows, str]:
    """Return a page of rows that are given, in any order; see `page`."""
    column = SORT_COLUMNS.get(controls.sort, "starts")
    wanted = controls.count + 1
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


def _hash_to_follow(tables: Tables, query: Query) -> int | None:
    """Return the hash whose tokens lead to the rows in the order of their ids, None where that is no help.

    Within one patient or encounter there are few rows anyway.
    """
    if SORT_COLUMNS.get(query.controls.sort) != "id" or query.ids is not None:
        return None
    if any(_is_within_one(query.kind, condition) for condition in query.conditions):
        return None
    wording = Wording(tables, query.kind)
    simple = [hashes[0] for each in query.conditions if len(hashes := wording.hashes(each)) == 1]
    return simple[0] if simple else None


def _is_within_one(kind: str, condition: object) -> bool:
    return isinstance(condition, ReferenceCondition) and column_for(kind, condition.parameters[0]) != ""


def _follow(tables: Tables, query: Query, token_hash: int) -> Rows | None:
    """Return the first rows and one more, as far as there are any; None when too many tokens lead to none."""
    rows = matching(tables, query)
    wanted = query.controls.count + 1
    found: Rows = []
    for ids, is_last in _ids(tables, query.controls, token_hash):
        ordered = rows.filter(id__in=ids).order_by("-id" if query.controls.descending else "id")
        found += ordered[: wanted - len(found)]
        if is_last or len(found) >= wanted:
            return found[:wanted]
    return None


def _ids(tables: Tables, controls: Controls, token_hash: int) -> Iterator[tuple[list[UUID], bool]]:
    sign, beyond = ("-", "lt") if controls.descending else ("", "gt")
    last = _last_id(controls) if controls.cursor else None
    for stride in (pages * (controls.count + 1) for pages in STRIDES):
        tokens = tables.tokens.filter(hash=token_hash)
        if last is not None:
            tokens = tokens.filter(**{f"resource_id__{beyond}": last})
        ids = list(tokens.order_by(f"{sign}resource_id").values_list("resource_id", flat=True)[:stride])
        yield ids, len(ids) < stride
        last = ids[-1] if ids else last
