"""What a source calls its resources, and what they are called here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl
from uuid import UUID

from django.db import connection

from florence.fhir import references, search, search_sql
from florence.fhir.issues import Invalid
from florence.fhir.search import as_uuid
from florence.fhir.search_sql import Tables
from florence.foundation import blind
from florence.interchange.importing.entries import Entry
from florence.security.keeping import AnyKeeper

MOST_REMEMBERED = 200_000


class Names:
    """Finds, for the keys and references of one source, the local Type/id. Works inside a scope."""

    def __init__(self, source: str, keepers: Mapping[str, AnyKeeper]) -> None:
        self._source = source
        self._keepers = keepers
        self._remembered: dict[str, str] = {}

    def known(self, entries: Iterable[Entry]) -> dict[str, str]:
        """The keys among the entries that are here already, with their local Type/id."""
        wanted: defaultdict[AnyKeeper, list[str]] = defaultdict(list)
        found: dict[str, str] = {}
        for entry in entries:
            if entry.key in self._remembered:
                found[entry.key] = self._remembered[entry.key]
            else:
                wanted[self._keepers[entry.kind]].append(entry.key)
        for keeper, keys in wanted.items():
            found |= self._by_key(keeper, keys)
        return found

    def remember(self, found: Mapping[str, str]) -> None:
        """Keep names that are asked for again and again, as those of the house; only what is committed."""
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered.update(found)

    def find(self, wanted: Iterable[str]) -> dict[str, str]:
        """The local Type/id for references to what is not in the same part; what is not found is left out."""
        found: dict[str, str] = {}
        keys: defaultdict[AnyKeeper, set[str]] = defaultdict(set)
        for reference in set(wanted):
            if reference in self._remembered:
                found[reference] = self._remembered[reference]
            elif condition := references.conditional(reference):
                found |= self._conditional(reference, *condition)
            else:
                for keeper in self._owners(reference):
                    keys[keeper].add(references.target_of(reference))
        for keeper, each in keys.items():
            found |= self._by_key(keeper, each)
            found |= self._by_id(keeper, each)
        return found

    def _owners(self, reference: str) -> Iterable[AnyKeeper]:
        """Who may have what is referred to: one owner where the type is told, everyone where it is not."""
        told = references.split("/".join(reference.split("/")[-2:]))
        if told is not None:
            return [self._keepers[told[0]]] if told[0] in self._keepers else []
        return set(self._keepers.values()) if reference.startswith("urn:") else []

    def _by_key(self, keeper: AnyKeeper, keys: Iterable[str]) -> dict[str, str]:
        with connection.cursor() as cursor:
            # One array is read much faster than as many parameters.
            cursor.execute(
                f"SELECT source_key, type, id FROM {keeper.store.table} "  # noqa: S608  a table's own name
                "WHERE source = %s AND source_key = ANY(%s)",
                [self._source, list(keys)],
            )
            return {key: f"{kind}/{row_id}" for key, kind, row_id in cursor.fetchall()}

    def _by_id(self, keeper: AnyKeeper, targets: Iterable[str]) -> dict[str, str]:
        ids = [row_id for target in targets if (row_id := as_uuid(target.partition("/")[2]))]
        if not ids:
            return {}
        here = {
            f"{kind}/{row_id}"
            for kind, row_id in keeper.store.rows.filter(id__in=ids).values_list("type", "id")
        }
        return {target: target for target in targets if target in here}

    def _conditional(self, reference: str, kind: str, query: str) -> dict[str, str]:
        """What a conditional reference finds, if that is exactly one; what is of the same source goes before."""
        if kind not in self._keepers:
            return {}
        store = self._keepers[kind].store
        for rows in (store.rows.filter(source=self._source), store.rows):
            found = _matching(
                kind, query, Tables(rows, store.token_model._default_manager.all(), blind.hasher())
            )
            if len(found) == 1:
                self.remember({reference: f"{kind}/{found[0]}"})
                return {reference: f"{kind}/{found[0]}"}
        return {}


def _matching(kind: str, query: str, tables: Tables) -> list[UUID]:
    """Two at most of those that a condition finds; none for a condition that can't be asked."""
    try:
        asked = search.parse(kind, parse_qsl(query, keep_blank_values=True))
        return list(search_sql.matching(tables, asked).values_list("id", flat=True)[:2])
    except Invalid:
        return []


def local_ids(names: Iterable[str]) -> list[UUID]:
    """The ids in some local Type/id."""
    return [UUID(name.partition("/")[2]) for name in names]
