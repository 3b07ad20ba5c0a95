"""Required value sets written out as {system: [codes]}; those that cannot be listed are left out."""

from collections.abc import Iterable, Iterator
from typing import Any

ConceptsBySystem = dict[str, list[str]]


class NotListable(Exception):
    """The value set draws on a code system which the official files do not list in full."""


class ValueSets:
    """Expands value sets from the CodeSystem and ValueSet resources it is given."""

    def __init__(self, resources: Iterable[dict[str, Any]]) -> None:
        self._by_url: dict[str, dict[str, Any]] = {}
        for resource in resources:
            if resource["resourceType"] in ("ValueSet", "CodeSystem"):
                self._by_url[resource["url"]] = resource

    def codes(self, url: str) -> ConceptsBySystem:
        """Return the codes of a value set by system; raises NotListable when they cannot all be named."""
        value_set = self._by_url.get(url.partition("|")[0])
        if value_set is None or "compose" not in value_set:
            raise NotListable(url)
        found: ConceptsBySystem = {}
        for include in value_set["compose"]["include"]:
            _merge(found, self._included(include))
        for exclude in value_set["compose"].get("exclude", ()):
            _subtract(found, self._included(exclude))
        return found

    def _included(self, include: dict[str, Any]) -> ConceptsBySystem:
        found: ConceptsBySystem = {}
        for url in include.get("valueSet", ()):
            _merge(found, self.codes(url))
        if "system" in include:
            found.setdefault(include["system"], []).extend(self._concepts(include))
        return found

    def _concepts(self, include: dict[str, Any]) -> list[str]:
        if "concept" in include:
            return [concept["code"] for concept in include["concept"]]
        system = self._by_url.get(include["system"], {})
        if system.get("content") != "complete":
            raise NotListable(include["system"])
        return [code for code, path in _walk(system.get("concept", ())) if _passes(include, path)]


def _walk(
    concepts: Iterable[dict[str, Any]], above: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for concept in concepts:
        path = (*above, concept["code"])
        yield concept["code"], path
        yield from _walk(concept.get("concept", ()), path)


def _passes(include: dict[str, Any], path: tuple[str, ...]) -> bool:
    for condition in include.get("filter", ()):
        if condition["op"] == "is-a" and condition["value"] in path:
            continue
        if condition["op"] == "descendent-of" and condition["value"] in path[:-1]:
            continue
        if condition["op"] not in ("is-a", "descendent-of"):
            raise NotListable(condition["op"])
        return False
    return True


def _merge(found: ConceptsBySystem, more: ConceptsBySystem) -> None:
    for system, codes in more.items():
        found[system] = sorted({*found.get(system, ()), *codes})


def _subtract(found: ConceptsBySystem, less: ConceptsBySystem) -> None:
    for system, codes in less.items():
        found[system] = sorted(set(found.get(system, ())) - set(codes))
