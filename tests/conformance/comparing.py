"""Everything that was sent, compared with what the tables give back."""

from collections.abc import Iterable, Mapping
from typing import Any

from florence.config.fhir import KEEPERS
from florence.security.actors import system_actor
from florence.security.scope import scope
from tests.fhir.lives import as_read, comparable

Resource = dict[str, Any]
AT_ONCE = 500


def local_names(source: str) -> dict[str, str]:
    """What each key of the source is called here."""
    found: dict[str, str] = {}
    with scope(system_actor("conformance"), "look"):
        for store in {id(keeper.store): keeper.store for keeper in KEEPERS.values()}.values():
            rows = store.model._default_manager.filter(source=source)
            found |= {key: f"{kind}/{row}" for key, kind, row in rows.values_list("source_key", "type", "id")}
    return found


def differing(sent: Iterable[tuple[str, Resource]], names: Mapping[str, str]) -> list[str]:
    """The keys of what does not read back as it was sent."""
    found: list[str] = []
    waiting: list[tuple[str, Resource]] = []
    for each in sent:
        waiting.append(each)
        if len(waiting) == AT_ONCE:
            found += _differing(waiting, names)
            waiting = []
    return found + _differing(waiting, names)


def _differing(sent: list[tuple[str, Resource]], names: Mapping[str, str]) -> list[str]:
    with scope(system_actor("conformance"), "look"):
        rows = _rows([names[key] for key, _ in sent])
        return [
            key
            for key, resource in sent
            if comparable(KEEPERS[resource["resourceType"]].shown(rows[names[key]]))
            != as_read(resource, names)
        ]


def _rows(wanted: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    by_kind: dict[str, list[str]] = {}
    for name in wanted:
        kind, _, row_id = name.partition("/")
        by_kind.setdefault(kind, []).append(row_id)
    for kind, ids in by_kind.items():
        found |= {f"{kind}/{row.id}": row for row in KEEPERS[kind].store.rows.filter(id__in=ids)}
    return found
