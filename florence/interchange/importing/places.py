"""Where the entries of a part belong: their subjects and encounters, fetched together."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from florence.fhir.columns import Columns
from florence.foundation import keys
from florence.records.models import Encounter
from florence.security import labels
from florence.security.keeping import local_id
from florence.security.models import Subject
from florence.security.resource_store import Place, place_of_house

Labels = tuple[int, Sequence[str]]


class Places:
    """The subjects and encounters that a part's entries name."""

    def __init__(self) -> None:
        self.subjects: dict[UUID, Subject] = {}
        self._encounters: dict[UUID, Labels] = {}
        self._known: dict[tuple[str, str], Place] = {}

    def load(self, found: Iterable[Columns]) -> None:
        """Fetch the subjects and encounters that are stored already, and the keys to seal with."""
        named = {(each.subject, each.encounter) for each in found}
        subject_ids = {local_id(subject, "Patient") for subject, _ in named}
        encounter_ids = {local_id(encounter, "Encounter") for _, encounter in named}
        living = Subject.objects.filter(erased_at__isnull=True, key__wrapped__isnull=False)
        self.subjects = living.in_bulk([each for each in subject_ids if each])
        keys.ciphers_for([subject.key_id for subject in self.subjects.values()])
        rows = Encounter.objects.filter(id__in=[each for each in encounter_ids if each])
        for row_id, level, categories in rows.values_list("id", "level", "categories"):
            self._encounters[row_id] = (level, categories)

    def has(self, found: Columns) -> bool:
        """Whether the record that a resource belongs into is here and was not erased."""
        subject_id = local_id(found.subject, "Patient")
        return subject_id is None or subject_id in self.subjects

    def remember(self, kind: str, row_id: UUID, found: Labels) -> None:
        """Note the labels of an encounter of the part itself."""
        if kind == "Encounter":
            self._encounters[row_id] = found

    def of(self, found: Columns) -> Place:
        """The place of a resource with these columns."""
        names = (found.subject, found.encounter)
        known = self._known.get(names)
        if known is None:
            known = self._make(local_id(found.subject, "Patient"), local_id(found.encounter, "Encounter"))
            self._known[names] = known
        return known

    def _make(self, subject_id: UUID | None, encounter_id: UUID | None) -> Place:
        if subject_id is None:
            return place_of_house()
        subject = self.subjects[subject_id]
        around: list[Labels] = [(subject.level, subject.categories)]
        if encounter_id in self._encounters:
            around.append(self._encounters[encounter_id])
        else:
            encounter_id = None
        level, categories = labels.highest(around)
        return Place(subject_id, encounter_id, subject.key_id, level, tuple(categories))
