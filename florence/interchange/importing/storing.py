"""Storing the parts of an import, each in one transaction: what it holds is there as a whole, or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from florence.fhir import references
from florence.fhir.columns import columns
from florence.fhir.issues import Invalid, Issue
from florence.foundation import blind, clock, keys
from florence.foundation.identifiers import new_id
from florence.interchange.importing.contents import Contents
from florence.interchange.importing.entries import Entry, entries_of, refusal_of
from florence.interchange.importing.linking import link
from florence.interchange.importing.names import Names, local_ids
from florence.interchange.importing.parts import Origin as PartOrigin
from florence.interchange.importing.parts import Part
from florence.interchange.importing.places import Places
from florence.interchange.importing.report import ImportReport
from florence.interchange.interactions import bare
from florence.interchange.models import ImportedPart
from florence.interchange.referring import places_of
from florence.records.actions.facts import announce_change
from florence.records.fhir import RecordKeeper
from florence.security import relations
from florence.security.access_events import Access, record_access, touching
from florence.security.actors import system_actor
from florence.security.bulk_store import BulkWriter
from florence.security.keeping import AnyKeeper
from florence.security.models import Relation
from florence.security.resource_store import Origin
from florence.security.scope import scope

ACT = "import"
UNKNOWN = "refers to something that is not here, or not to exactly one thing"
NO_RECORD = "belongs to a patient whose record is not here, or was erased"
RANKS = {
    "Organization": 0,
    "Location": 1,
    "Practitioner": 2,
    "PractitionerRole": 3,
    "Patient": 4,
    "Encounter": 5,
}
LAST = 6


@dataclass
class PartResult:
    """What came of a part; `waiting` are the origins of entries whose references may lead somewhere later."""

    report: ImportReport
    waiting: list[PartOrigin] = field(default_factory=list)
    read_bytes: int = 0


class PartImporter:
    """Stores parts of one source, one after the other; a process has one of its own."""

    def __init__(self, source: str, keepers: Mapping[str, AnyKeeper], team_id: UUID | None = None) -> None:
        self._source = source
        self._keepers = keepers
        self._team_id = team_id
        self._actor = system_actor(f"import of {source}")
        self._names = Names(source, keepers)
        self._contents = Contents(keepers, self._names)
        self._hasher = lru_cache(200_000)(blind.hasher())

    def run(self, part: Part, *, is_last_try: bool) -> PartResult:
        """Store a part, unless that was done before.

        Entries that refer to what is not here wait; at the last try they are refused. Entries that are not valid,
        or that the database refuses, are refused alone.
        """
        try:
            return self._run(part, is_last_try=is_last_try, is_careful=False)
        except IntegrityError:
            # Somebody stored the same at the same time: now it is known.
            return self._retry(part, is_last_try=is_last_try)
        except OperationalError:
            raise
        except DatabaseError:
            return self._run(part, is_last_try=is_last_try, is_careful=True)

    def wait_until_kept(self) -> None:
        """Return when everything that was stored is on disk: a commit that waits takes all before it along."""
        with scope(self._actor, ACT):
            record_access(self._actor, Access(f"{ACT}.done", {}))

    def _retry(self, part: Part, *, is_last_try: bool) -> PartResult:
        try:
            return self._run(part, is_last_try=is_last_try, is_careful=False)
        except IntegrityError:
            return self._run(part, is_last_try=is_last_try, is_careful=True)

    def _run(self, part: Part, *, is_last_try: bool, is_careful: bool) -> PartResult:
        with scope(self._actor, ACT):
            if ImportedPart.objects.filter(source=self._source, digest=self._digest(part)).exists():
                return PartResult(ImportReport(skipped=1), read_bytes=part.read_bytes)
        entries, refusals = entries_of(part)
        work = _Work(entries, PartResult(ImportReport(), read_bytes=part.read_bytes), is_last_try)
        work.result.report.refusals += refusals
        self._drop_unowned(work)
        self._store_house(work)
        with scope(self._actor, ACT):
            _commit_without_waiting()
            self._store(work, is_careful=is_careful)
            if not work.result.waiting and not work.result.report.refusals:
                ImportedPart.objects.create(source=self._source, digest=self._digest(part), at=clock.now())
        work.result.report.refused = len(work.result.report.refusals)
        return work.result

    def _digest(self, part: Part) -> bytes:
        return part.digest + (self._team_id.bytes if self._team_id else b"")

    def _drop_unowned(self, work: "_Work") -> None:
        for entry in [each for each in work.entries if each.kind not in self._keepers]:
            work.refuse(entry, Issue(entry.kind, "not-supported", "is a type that is not kept here"))

    # ---- the house: organisations, places and staff, which many parts share

    def _store_house(self, work: "_Work") -> None:
        """Store what is about no patient first, one process at a time, since others bring the same."""
        house = [entry for entry in work.entries if RANKS.get(entry.kind, LAST) < RANKS["Patient"]]
        if not house:
            return
        with scope(self._actor, ACT):
            known = self._names.known(house)
        if len(known) < len(house):
            with scope(self._actor, ACT):
                with connection.cursor() as cursor:
                    lock = blind.token_hash("import", self._source)
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
                known = self._names.known(house)
                fresh = [entry for entry in house if entry.key not in known]
                known |= self._add_house(work, fresh, known)
        self._names.remember(known)

    def _add_house(self, work: "_Work", fresh: Sequence[Entry], known: Mapping[str, str]) -> dict[str, str]:
        made = {entry.key: f"{entry.kind}/{new_id()}" for entry in fresh}
        broken = link(fresh, _with_aliases(work.entries, {**known, **made}), self._names)
        for entry in sorted(fresh, key=_rank):
            if entry.key in broken or not self._add_singly(
                work, entry, UUID(made[entry.key].partition("/")[2])
            ):
                del made[entry.key]
        return made

    # ---- patients and their records

    def _store(self, work: "_Work", *, is_careful: bool) -> None:
        known = self._names.known(work.entries)
        fresh = [entry for entry in work.entries if entry.key not in known and not work.is_stored(entry)]
        made = {entry.key: f"{entry.kind}/{new_id()}" for entry in fresh}
        local = _with_aliases(work.entries, {**known, **made})
        for key, reference in link(fresh, local, self._names).items():
            work.set_aside(key, reference)
            del made[key]
        linked = sorted((entry for entry in fresh if entry.key in made), key=_rank)
        self._note_known(work, [entry for entry in work.entries if entry.key in known], local)
        subjects = self._store_linked(work, linked, made, is_careful=is_careful)
        self._give_to_team(
            [*subjects, *local_ids(name for name in known.values() if name.startswith("Patient/"))]
        )
        if linked:
            count = sum(work.result.report.stored.values())
            record_access(self._actor, Access(ACT, touching(subjects, "system"), count=count))

    def _note_known(self, work: "_Work", known: Iterable[Entry], local: Mapping[str, str]) -> None:
        """Count what is here already, and what of it came with another content: what is here stays as it is."""
        before = [entry for entry in known if not work.is_stored(entry)]
        work.result.report.known.update(entry.kind for entry in before)
        differing = self._contents.differing(before, local)
        work.result.report.differing.update(entry.kind for entry in differing)

    def _store_linked(
        self, work: "_Work", linked: Sequence[Entry], made: Mapping[str, str], *, is_careful: bool
    ) -> set[UUID]:
        """Store linked entries: patients singly, records in bulk. Gives the subjects they are about."""
        places = Places()
        writers: dict[AnyKeeper, BulkWriter[Any]] = {}
        singly: list[Entry] = []
        in_bulk: list[Entry] = []
        for entry in linked:
            is_record = isinstance(self._keepers[entry.kind], RecordKeeper)
            (in_bulk if is_record and not is_careful else singly).append(entry)
        stored_singly = [
            entry
            for entry in singly
            if self._add_singly(work, entry, UUID(made[entry.key].partition("/")[2]))
        ]
        found = {entry.key: columns(entry.resource) for entry in linked}
        places.load(found[entry.key] for entry in in_bulk)
        for entry in in_bulk:
            if not places.has(found[entry.key]):
                work.refuse(entry, Issue(entry.kind, "business-rule", NO_RECORD))
                continue
            keeper = self._keepers[entry.kind]
            writer = writers.setdefault(keeper, BulkWriter(keeper.store, self._hasher))
            row_id = UUID(made[entry.key].partition("/")[2])
            place = places.of(found[entry.key])
            origin = Origin(self._source, entry.key)
            labels = writer.add(bare(entry.resource), found[entry.key], place, row_id=row_id, origin=origin)
            places.remember(entry.kind, row_id, labels)
            work.note_stored(entry)
        for writer in writers.values():
            writer.flush()
        for subject in places.subjects.values():
            announce_change(subject)
        about = {
            made[entry.key] if entry.kind == "Patient" else found[entry.key].subject
            for entry in stored_singly
        }
        return set(places.subjects) | set(local_ids(each for each in about if each.startswith("Patient/")))

    def _add_singly(self, work: "_Work", entry: Entry, row_id: UUID) -> bool:
        """Store one entry by its owner; what the owner or the database refuses is refused alone."""
        resource, origin = bare(entry.resource), Origin(self._source, entry.key)
        try:
            with transaction.atomic():
                self._keepers[entry.kind].add(resource, row_id=row_id, origin=origin)
        except Invalid as fault:
            work.refuse(entry, fault.issues[0])
            return False
        except (DatabaseError, keys.KeyDestroyed) as fault:
            if isinstance(fault, OperationalError):
                raise
            work.refuse(entry, Issue(entry.kind, "processing", "holds a value that cannot be stored"))
            return False
        work.note_stored(entry)
        return True

    def _give_to_team(self, subjects: Iterable[UUID]) -> None:
        if self._team_id is None:
            return
        here = set(subjects)
        related = Relation.objects.filter(
            party_id=self._team_id, subject_id__in=here, ends_at__gt=clock.now()
        )
        for subject_id in here - set(related.values_list("subject_id", flat=True)):
            relations.add_relation(
                party_id=self._team_id, subject_id=subject_id, source=Relation.Source.CARE_TEAM
            )


class _Work:
    """One part on its way: its entries that are not refused, and what came of it so far."""

    def __init__(self, entries: list[Entry], result: PartResult, is_last_try: bool) -> None:
        self.entries = entries
        self.result = result
        self._is_last_try = is_last_try
        self._stored: set[str] = set()

    def refuse(self, entry: Entry, issue: Issue) -> None:
        self.entries.remove(entry)
        self.result.report.refusals.append(refusal_of(entry.origin, entry.resource, [issue]))

    def set_aside(self, key: str, reference: str) -> None:
        """Let an entry wait for what it refers to, or refuse it when there is nothing left to wait for."""
        entry = next(each for each in self.entries if each.key == key)
        if self._is_last_try:
            self.refuse(entry, Issue(_path_of(entry, reference), "not-found", UNKNOWN))
        else:
            self.result.waiting.append(entry.origin)

    def note_stored(self, entry: Entry) -> None:
        self._stored.add(entry.key)
        self.result.report.stored[entry.kind] += 1

    def is_stored(self, entry: Entry) -> bool:
        return entry.key in self._stored


def _commit_without_waiting() -> None:
    """Let this commit return before it is on disk: a part that a crash takes back is not noted as done either."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _rank(entry: Entry) -> int:
    return RANKS.get(entry.kind, LAST)


def _with_aliases(entries: Iterable[Entry], names: Mapping[str, str]) -> dict[str, str]:
    """The local names of keys and of whatever else references may call the same entries."""
    found = dict(names)
    for entry in entries:
        if entry.key in names:
            for alias in entry.aliases:
                found.setdefault(alias, names[entry.key])
    return found


def _path_of(entry: Entry, reference: str) -> str:
    """Where in an entry a reference stands."""
    paths = (
        path
        for path, found in places_of(entry.resource, entry.kind)
        if references.target_of(found) == reference
    )
    return f"{next(paths, entry.kind)}.reference"
