"""Whether what comes again under a known name says the same as what is here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from florence.fhir import parsing
from florence.foundation import keys
from florence.interchange.importing.entries import Entry
from florence.interchange.importing.linking import link
from florence.interchange.importing.names import Names, local_ids
from florence.interchange.interactions import bare
from florence.security.keeping import AnyKeeper

MOST_REMEMBERED = 50_000

Said = tuple[str, int]


class Contents:
    """Compares entries with what is stored under their names; remembers what it found to be the same."""

    def __init__(self, keepers: Mapping[str, AnyKeeper], names: Names) -> None:
        self._keepers = keepers
        self._names = names
        self._same: set[Said] = set()

    def differing(self, entries: Iterable[Entry], local: Mapping[str, str]) -> list[Entry]:
        """Those that say something else than is here; `local` has the local name of every key of their part.

        Works inside a scope and puts local names into the references of the entries.
        """
        said = {_said(entry): entry for entry in entries}
        unknown = {key: entry for key, entry in said.items() if key not in self._same}
        link(unknown.values(), local, self._names)
        stored = self._stored(unknown.values(), local)
        different = [
            (key, entry)
            for key, entry in unknown.items()
            if stored.get(local[entry.key]) != bare(entry.resource)
        ]
        self._remember(unknown.keys() - {key for key, _ in different})
        return [entry for _, entry in different]

    def _remember(self, same: Iterable[Said]) -> None:
        if len(self._same) > MOST_REMEMBERED:
            self._same.clear()
        self._same.update(same)

    def _stored(self, entries: Iterable[Entry], local: Mapping[str, str]) -> dict[str, Any]:
        wanted: defaultdict[AnyKeeper, list[UUID]] = defaultdict(list)
        for entry in entries:
            wanted[self._keepers[entry.kind]] += local_ids([local[entry.key]])
        found = {}
        for keeper, ids in wanted.items():
            for row in keeper.store.rows.filter(id__in=ids):
                found[f"{row.type}/{row.id}"] = bare(_shown(keeper, row))
        return found


def _shown(keeper: AnyKeeper, row: Any) -> dict[str, Any]:
    """The content of a row; nothing of one whose key was destroyed."""
    try:
        return keeper.shown(row)
    except keys.KeyDestroyed:
        return {}


def _said(entry: Entry) -> Said:
    """What an entry said as it came, before its references were rewritten."""
    return entry.key, hash(parsing.serialise(entry.resource))
