"""The reads and writes of one FHIR type, as its owner keeps it and its caller may have them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from florence.fhir.interactions import Page, Stored, VersionConflict
from florence.fhir.issues import Invalid, Issue
from florence.fhir.search import Query
from florence.foundation import blind, keys
from florence.foundation.identifiers import new_id
from florence.interchange import scopes
from florence.interchange.callers import Caller
from florence.interchange.exchanging import interacting
from florence.interchange.referring import refuse_broken
from florence.interchange.searching import Search
from florence.interchange.showing import stored
from florence.security import resource_store
from florence.security.keeping import AnyKeeper
from florence.security.resource_store import NoSuchResource, Origin

Resource = dict[str, Any]
NAMES = frozenset(("read", "vread", "history-instance", "search-type", "create", "update"))
RECEIVED = "fhir"
KEPT_BESIDE = frozenset(("versionId", "lastUpdated", "_versionId", "_lastUpdated"))


class KeptType:
    """What can be done with the resources of one owner."""

    def __init__(self, keeper: AnyKeeper, keepers: Mapping[str, AnyKeeper]) -> None:
        self.keeper = keeper
        self.keepers = keepers

    @property
    def names(self) -> frozenset[str]:
        """Everything but deleting: what was wrong is marked as entered in error, and stays."""
        return NAMES

    def read(self, caller: Caller, kind: str, identity: UUID) -> Stored | None:
        """The present version."""
        with interacting(caller, self.keeper, kind, scopes.READ):
            row = self.keeper.store.find(kind, identity)
            return self._shown(caller, [row])[0] if row is not None else None

    def read_version(self, caller: Caller, kind: str, identity: UUID, version: int) -> Stored | None:
        """One version, out of the history."""
        with interacting(caller, self.keeper, kind, scopes.READ):
            versions = self._versions(kind, identity).filter(version=version)[:1]
            return next(iter(self._shown(caller, versions)), None)

    def history(self, caller: Caller, kind: str, identity: UUID, count: int) -> Sequence[Stored]:
        """The last versions, the newest first."""
        with interacting(caller, self.keeper, kind, scopes.READ):
            return self._shown(caller, self._versions(kind, identity)[:count])

    def search(self, caller: Caller, query: Query) -> Page:
        """A page of what meets the query."""
        caller.query_hash = blind.token_hash("query", repr(query))
        with interacting(caller, self.keeper, query.kind, scopes.SEARCH):
            return Search(caller, self.keepers, query).page()

    def create(self, caller: Caller, kind: str, resource: Resource, identity: UUID | None = None) -> Stored:
        """Store a new resource."""
        with interacting(caller, self.keeper, kind, scopes.CREATE):
            refuse_broken(resource, self.keepers, caller.coming)
            row = self.keeper.add(bare(resource), row_id=identity or new_id(), origin=Origin(RECEIVED))
            return self._shown(caller, [row])[0]

    def update(
        self, caller: Caller, kind: str, identity: UUID, resource: Resource, version: int | None
    ) -> Stored:
        """Store the next version of a resource."""
        with interacting(caller, self.keeper, kind, scopes.UPDATE):
            if not self.keeper.store.rows.filter(id=identity, type=kind).exists():
                raise LookupError
            refuse_broken(resource, self.keepers, caller.coming)
            try:
                row = self.keeper.change(identity, bare(resource), expected_version=version)
            except resource_store.VersionConflict as conflict:
                raise VersionConflict from conflict
            except NoSuchResource as missing:
                raise LookupError from missing
            return self._shown(caller, [row])[0]

    def delete(self, caller: Caller, kind: str, identity: UUID) -> Stored | None:
        """Not offered."""
        raise Invalid([Issue(kind, "not-supported", "resources are not deleted here")], 405)

    def _versions(self, kind: str, identity: UUID) -> Any:
        """The versions, each once: a change that kept the version, as of labels, shows its last state.

        None for those who may not see the present one: what is marked now was the same before it was marked.
        """
        present = self.keeper.store.model._default_manager.filter(id=identity).values("id")
        versions = self.keeper.store.history_model._default_manager.filter(pgh_obj_id__in=present, type=kind)
        return versions.exclude(pgh_label="delete").order_by("-version", "-pgh_id").distinct("version")

    def _shown(self, caller: Caller, rows: Iterable[Any]) -> list[Stored]:
        found = list(rows)
        keys.ciphers_for([row.key_id for row in found])
        caller.disclose(getattr(row, "subject_id", None) for row in found)
        caller.count += len(found)
        return [stored(self.keeper, row) for row in found]


def bare(resource: Resource) -> Resource:
    """A resource without its id, version and time of change, which the store keeps beside it."""
    rest = dict(resource)
    rest.pop("id", None)
    rest.pop("_id", None)
    meta = rest.get("meta")
    if meta is not None and not KEPT_BESIDE.isdisjoint(meta):
        meta = {name: value for name, value in meta.items() if name not in KEPT_BESIDE}
        rest["meta"] = meta
    if meta == {}:
        del rest["meta"]
    return rest
