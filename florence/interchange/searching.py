"""Searches over FHIR: conditions that several owners answer together, pages, totals, and what comes along."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from florence.fhir import references, search_pages, search_sql
from florence.fhir.conditions import ChainedCondition, Condition, Include, PersonCondition, ReferenceCondition
from florence.fhir.interactions import Page
from florence.fhir.issues import Invalid, Issue
from florence.fhir.search import Query, as_uuid
from florence.fhir.search_controls import Controls
from florence.fhir.search_sql import Tables
from florence.fhir.tokens import extract
from florence.foundation import blind, keys
from florence.interchange import scopes
from florence.interchange.callers import Caller
from florence.interchange.policies import may_interact
from florence.interchange.showing import shown_as, stored
from florence.security.decisions import Refused
from florence.security.keeping import AnyKeeper

Keepers = Mapping[str, AnyKeeper]
MOST_LINKS = 1_000
MOST_INCLUDED = 1_000
COUNTED_FREELY = 100
"""Matches that are counted unasked. Counting many costs more than the page, and R4 leaves the total open."""


class Search:
    """One search by one caller."""

    def __init__(self, caller: Caller, keepers: Keepers, query: Query) -> None:
        self.caller = caller
        self.keepers = keepers
        self.query = query
        self.hasher = blind.hasher()

    def page(self) -> Page:
        """The page asked for; raises Invalid for what cannot be asked, Refused for types that the token lacks."""
        query = self._resolved(self.query)
        tables = self._tables(query.kind)
        if query.controls.only_count:
            return Page((), (), search_sql.matching(tables, query).count())
        found, cursor = search_pages.page(tables, query)
        included = self._included(found)
        keys.ciphers_for([row.key_id for row in (*found, *included)])
        self.caller.count += len(found)
        self.caller.disclose(getattr(row, "subject_id", None) for row in (*found, *included))
        return Page(
            [stored(self.keepers[row.type], row) for row in found],
            [stored(self.keepers[row.type], row) for row in included],
            self._total(tables, query, len(found), has_more=bool(cursor)),
            cursor,
        )

    def _total(self, tables: Tables, query: Query, shown: int, *, has_more: bool) -> int | None:
        """How many match: when it is asked for, and when it can be told at little cost."""
        if query.controls.total == "accurate":
            return int(search_sql.matching(tables, query).count())
        if query.controls.cursor is not None:
            return None
        if not has_more:
            return shown
        counted = search_pages.count(tables, query, COUNTED_FREELY + 1)
        return counted if counted <= COUNTED_FREELY else None

    def _tables(self, kind: str) -> Tables:
        store = self.keepers[kind].store
        return Tables(store.rows, store.token_model._default_manager.all(), self.hasher)

    def _matching(self, query: Query) -> Any:
        query = self._resolved(query)
        return search_sql.matching(self._tables(query.kind), query)

    def _resolved(self, query: Query) -> Query:
        """The query without chains and people: as references and ids."""
        plain = [self._unchained(query.kind, each) for each in query.conditions]
        people = [each for each in plain if isinstance(each, PersonCondition)]
        others = tuple(each for each in plain if not isinstance(each, PersonCondition))
        query = replace(query, conditions=others)
        if people:
            query = replace(query, ids=self._people(query, people))
        return query

    def _people(self, query: Query, people: list[PersonCondition]) -> tuple[UUID, ...]:
        """Who meets the conditions on people, among those who meet the other ones if there are any."""
        among: Sequence[UUID] | None = None
        if query.conditions or query.ids is not None:
            rows = search_sql.matching(self._tables(query.kind), query)
            among = list(rows.values_list("id", flat=True)[: MOST_LINKS + 1])
            among = None if len(among) > MOST_LINKS else among
        return tuple(self.keepers[query.kind].find_people(people, among))

    def _unchained(self, kind: str, condition: Condition) -> Condition:
        """A chain as the references to what its inner condition finds."""
        if not isinstance(condition, ChainedCondition):
            return condition
        self._admit(condition.kind, scopes.SEARCH)
        inner = Query(condition.kind, (condition.inner,), None, (), Controls())
        found = list(self._matching(inner).values_list("id", flat=True)[: MOST_LINKS + 1])
        if len(found) > MOST_LINKS:
            message = f"finds more than {MOST_LINKS} resources in between: narrow it"
            raise Invalid([Issue(f"{kind}?{condition.parameters[0]}", "too-costly", message)])
        return ReferenceCondition(condition.parameters, tuple(f"{condition.kind}/{each}" for each in found))

    # ---- what comes along

    def _included(self, found: Sequence[Any]) -> list[Any]:
        included: dict[UUID, Any] = {}
        for include in self.query.includes:
            for row in self._included_by(include, found):
                included[row.id] = row
        for include in self.query.reverse_includes:
            for row in self._including(include, found):
                included[row.id] = row
        matched = {row.id for row in found}
        return [row for row_id, row in included.items() if row_id not in matched][:MOST_INCLUDED]

    def _included_by(self, include: Include, found: Iterable[Any]) -> Iterable[Any]:
        wanted: dict[str, set[UUID]] = {}
        for row in found:
            for target in _targets(shown_as(self.keepers[row.type], row), include):
                kind, _, identity = target.partition("/")
                if (row_id := as_uuid(identity)) is not None:
                    wanted.setdefault(kind, set()).add(row_id)
        for kind, ids in wanted.items():
            if kind in self.keepers and self._may(kind, scopes.READ):
                yield from self.keepers[kind].store.rows.filter(type=kind, id__in=ids)[:MOST_INCLUDED]

    def _including(self, include: Include, found: Sequence[Any]) -> Iterable[Any]:
        if include.kind not in self.keepers or not found:
            return ()
        self._admit(include.kind, scopes.SEARCH)
        targets = [f"{row.type}/{row.id}" for row in found]
        tables = self._tables(include.kind)
        return search_sql.referring(tables, include.kind, include.parameters, targets)[:MOST_INCLUDED]

    def _may(self, kind: str, letter: str) -> bool:
        return bool(may_interact(self.caller, kind, letter, self.keepers[kind].readable_with))

    def _admit(self, kind: str, letter: str) -> None:
        decision = may_interact(self.caller, kind, letter, self.keepers[kind].readable_with)
        if not decision:
            raise Refused(decision)


def _targets(resource: dict[str, Any], include: Include) -> Iterable[str]:
    for token in extract(resource):
        is_wanted = token.kind == "reference" and token.parameter in include.parameters
        if is_wanted and references.split(token.code) and _leads_to(token.code, include.target):
            yield token.code


def _leads_to(reference: str, kind: str) -> bool:
    return not kind or reference.startswith(f"{kind}/")
