"""Keeping FHIR resources: sealed bodies, labels, tokens and versions, the same for every table of resources.

The slice that owns a type makes one `ResourceStore` for its table and adds what is particular to it. Everything
here runs inside a scope; the wall decides which rows exist for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, models

from florence.fhir import bodies, fetching, parsing, token_rows
from florence.fhir.columns import Columns, columns
from florence.fhir.rows import ResourceRow, Shelf, TokenRow
from florence.fhir.token_rows import TokenValues
from florence.fhir.tokens import extract
from florence.foundation import blind, clock, keys
from florence.foundation.identifiers import new_id
from florence.security import labels
from florence.security.decisions import ActionError
from florence.security.doors import step
from florence.security.models import Subject

Row = TypeVar("Row", bound=ResourceRow)
Resource = dict[str, Any]

SHELVES = {
    "Patient": Shelf.IDENTITY,
    "RelatedPerson": Shelf.IDENTITY,
    "AllergyIntolerance": Shelf.EMERGENCY,
}


_TOKENS = (
    "u.* FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::numeric[]) AS u"
)


class NoSuchResource(ActionError):
    """There is no resource of that type and id for the one who asks."""


class VersionConflict(ActionError):
    """The resource was changed by somebody else since it was read; both versions are kept apart, nothing is lost."""

    def __init__(self, current: int) -> None:
        super().__init__("Somebody else has changed this in the meantime.")
        self.current = current


@dataclass(frozen=True)
class Origin:
    """Where a resource came from: a source system and its name there; both empty when written here."""

    source: str = ""
    key: str | None = None


HERE = Origin()


@dataclass(frozen=True)
class Place:
    """Where a resource belongs: its subject and its encounter, and the key and labels that follow from them."""

    subject_id: UUID | None
    encounter_id: UUID | None
    key_id: UUID
    level: int
    categories: tuple[str, ...]


def place_of_subject(subject: Subject, encounter: ResourceRow | None = None) -> Place:
    """The place of a resource about a subject, within an encounter if there is one."""
    around: list[tuple[int, Iterable[str]]] = [(subject.level, subject.categories)]
    if encounter is not None:
        around.append((encounter.level, encounter.categories))
    level, categories = labels.highest(around)
    return Place(subject.id, encounter.id if encounter else None, subject.key_id, level, tuple(categories))


def place_of_house() -> Place:
    """The place of a resource about no patient."""
    return Place(None, None, keys.house_cipher().key_id, labels.NORMAL, ())


class ResourceStore(Generic[Row]):
    """The keeper of one table of resources."""

    def __init__(
        self, model: type[Row], token_model: type[TokenRow], history_model: type[models.Model]
    ) -> None:
        self.model = model
        self.token_model = token_model
        self.history_model = history_model
        self.table = model._meta.db_table
        self._columns = frozenset(field.attname for field in model._meta.concrete_fields)
        marks = ", ".join(["%s"] * len(model._meta.concrete_fields))
        self._add = f"INSERT INTO {self.table} ({fetching.columns(model)}) VALUES ({marks})"  # noqa: S608  a table's own names
        self._find = f"SELECT {fetching.columns(model)} FROM {self.table} WHERE id = %s AND type = %s"  # noqa: S608  a table's own names

    def _tokens(self) -> Any:
        return self.token_model._default_manager

    @property
    def rows(self) -> "models.QuerySet[Row]":
        """Every row that exists for the scope and was not deleted."""
        return self.model._default_manager.filter(deleted=False)

    def find(self, kind: str, row_id: UUID) -> Row | None:
        """The row of a type and id, deleted or not; None when it does not exist for the scope."""
        found = fetching.fetch(self.model, self._find, [row_id, kind])
        return found[0] if found else None

    def existing(self, row_ids: Iterable[UUID]) -> list[tuple[str, UUID]]:
        """Type and id of those of some rows that exist for the scope and were not deleted."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT type, id FROM {self.table} WHERE id = ANY(%s) AND NOT deleted",  # noqa: S608  a table's own names
                [list(row_ids)],
            )
            found: list[tuple[str, UUID]] = cursor.fetchall()
            return found

    def new_row(
        self, resource: Resource, place: Place, *, row_id: UUID | None = None, origin: Origin = HERE
    ) -> Row:
        """A row for a resource, not stored yet: sealed, labelled, with its columns filled."""
        row = self.model(id=row_id or new_id(), type=resource["resourceType"], recorded_at=clock.now())
        row.source, row.source_key = origin.source, origin.key
        self.fill(row, resource, place)
        return row

    def fill(self, row: Row, resource: Resource, place: Place) -> None:
        """Put a resource into a row: body, labels and columns."""
        for name, value in self.sealed(row.id, resource, place).items():
            if name in self._columns:
                setattr(row, name, value)

    def sealed(
        self, row_id: UUID, resource: Resource, place: Place, known: Columns | None = None
    ) -> dict[str, Any]:
        """The columns that hold a resource in the row of that id: its sealed body, labels, and what it is found by.

        `known` are its columns, when they have been read already.
        """
        level, categories = labels.highest([labels.labels_of(resource), (place.level, place.categories)])
        found = known or columns(resource)
        is_sensitive = bool(categories)
        packed = bodies.pack(parsing.serialise(resource))
        return {
            "subject_id": place.subject_id,
            "encounter_id": place.encounter_id,
            "key_id": place.key_id,
            "shelf": SHELVES.get(resource["resourceType"], Shelf.RECORD),
            "level": level,
            "categories": categories,
            "status": found.status,
            "starts": found.starts,
            "ends": found.ends,
            "code": "" if is_sensitive else found.code,
            "category": "" if is_sensitive else found.category,
            "number": None if is_sensitive else found.number,
            "number_unit": "" if is_sensitive else found.unit,
            "body": keys.cipher_for(place.key_id).seal(
                packed, table=self.table, column="body", row_id=row_id
            ),
        }

    def tokens_of(self, row: Row, resource: Resource, hasher: blind.Hasher | None = None) -> list[TokenRow]:
        """What the row is searched by, not stored yet; its references alone when it is of a sensitive category."""
        values = token_values(resource, hasher or blind.hasher(), is_sensitive=bool(row.categories))
        return [self._token_row(row, each) for each in values]

    def _token_row(self, row: Row, values: TokenValues) -> TokenRow:
        made = self.token_model(type=row.type, **values._asdict(), shelf=row.shelf, level=row.level)
        made.resource_id = row.id  # type: ignore[attr-defined]
        if hasattr(made, "subject_id"):
            made.subject_id = getattr(row, "subject_id", None)
        return made

    def _insert(self, row: Row, resource: Resource) -> None:
        """Store a new row and what it is searched by, in one statement."""
        fields = self.model._meta.concrete_fields
        values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
        statement, token_values = self._token_statement(row, resource)
        with connection.cursor() as cursor:
            if statement:
                cursor.execute(f"WITH added AS ({self._add}) {statement}", [*values, *token_values])
            else:
                cursor.execute(self._add, values)
        row._state.adding, row._state.db = False, connection.alias

    def _write_tokens(self, row: Row, resource: Resource) -> None:
        statement, values = self._token_statement(row, resource)
        if statement:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)

    def _token_statement(self, row: Row, resource: Resource) -> tuple[str, list[Any]]:
        """The one statement that stores what the row is searched by, and its values; "" when there is nothing."""
        found = token_values(resource, blind.hasher(), is_sensitive=bool(row.categories))
        if not found:
            return "", []
        own: dict[str, Any] = {
            "type": row.type,
            "shelf": str(row.shelf),
            "level": row.level,
            "resource_id": row.id,
        }
        if hasattr(self.token_model, "subject"):
            own["subject_id"] = getattr(row, "subject_id", None)
        statement = (
            f"INSERT INTO {self.token_model._meta.db_table} ({', '.join([*own, *TokenValues._fields])}) "
            f"SELECT {', '.join(['%s'] * len(own))}, {_TOKENS}"
        )
        return statement, [*own.values(), *(list(column) for column in zip(*found, strict=True))]

    @step
    def add(
        self,
        resource: Resource,
        place: Place,
        *,
        row_id: UUID | None = None,
        origin: Origin = HERE,
        **more: Any,
    ) -> Row:
        """Store a new resource, with `more` columns of the owner's table; gives its row."""
        row = self.new_row(resource, place, row_id=row_id, origin=origin)
        for name, value in more.items():
            setattr(row, name, value)
        self._insert(row, resource)
        return row

    @step
    def change(
        self, row_id: UUID, resource: Resource, place: Place, *, expected_version: int | None, **more: Any
    ) -> Row:
        """Store the next version of a resource.

        Raises NoSuchResource, or VersionConflict when `expected_version` is given and is not the current one.
        """
        row = self.lock(row_id)
        if expected_version is not None and row.version != expected_version:
            raise VersionConflict(row.version)
        row.version += 1
        row.recorded_at = clock.now()
        self.fill(row, resource, place)
        for name, value in more.items():
            setattr(row, name, value)
        row.save(force_update=True)
        self._tokens().filter(resource_id=row.id).delete()
        self._write_tokens(row, resource)
        return row

    @step
    def mark(self, row: Row, level: int, categories: Iterable[str]) -> None:
        """Give a row, locked by the caller, other labels; its content and its version stay."""
        row.level, row.categories = level, sorted(categories)
        row.save(force_update=True, update_fields=["level", "categories"])
        self._tokens().filter(resource_id=row.id).delete()
        self._write_tokens(row, self.content(row))

    def lock(self, row_id: UUID) -> Row:
        """The row, locked until the transaction ends; raises NoSuchResource."""
        row = self.rows.select_for_update().filter(id=row_id).first()
        if row is None:
            raise NoSuchResource("There is no such entry.")
        return row

    def get(self, row_id: UUID) -> Row:
        """The row; raises NoSuchResource."""
        row = self.rows.filter(id=row_id).first()
        if row is None:
            raise NoSuchResource("There is no such entry.")
        return row

    def open(self, row: Any) -> Resource:
        """The resource of a row as it was stored, with its id and version in front; raises SealBroken, KeyDestroyed."""
        resource = self.content(row)
        meta = {
            **resource.get("meta", {}),
            "versionId": str(row.version),
            "lastUpdated": row.recorded_at.isoformat(),
        }
        return {"resourceType": resource["resourceType"], "id": str(row.id), "meta": meta} | {
            name: value for name, value in resource.items() if name not in ("resourceType", "id", "meta")
        }

    def content(self, row: Any) -> Resource:
        """The resource of a row, or of a row of the history, exactly as it was stored; raises as `open` does."""
        return parsing.parse(self.open_text(row))

    def open_text(self, row: Any) -> bytes:
        """The stored JSON text of a row; raises SealBroken when it was moved or changed, KeyDestroyed."""
        cipher = keys.cipher_for(row.key_id)
        return bodies.unpack(cipher.open(bytes(row.body), table=self.table, column="body", row_id=row.id))

    def open_all(self, rows: Iterable[Row]) -> list[tuple[Row, Resource]]:
        """Rows with their resources; the keys are fetched with one query."""
        found = list(rows)
        keys.ciphers_for([row.key_id for row in found])
        return [(row, self.open(row)) for row in found]

    def versions(self, row_id: UUID) -> "list[Any]":
        """The history rows of a resource, newest first; deletions are marked by their label."""
        return list(self.history_model._default_manager.filter(pgh_obj_id=row_id).order_by("-pgh_id"))


def token_values(resource: Resource, hasher: token_rows.Hash, *, is_sensitive: bool) -> list[TokenValues]:
    """What is stored to find a resource by; of one of a sensitive category its references alone."""
    tokens = extract(resource)
    if is_sensitive:
        tokens = [token for token in tokens if token.kind == "reference"]
    return token_rows.rows(resource["resourceType"], tokens, hasher, is_sensitive)
