"""The names of patients for the pages of security: who somebody is, and whom a name or number means."""

from uuid import UUID

from florence.patients import search_copy
from florence.patients.queries import people, search
from florence.security.actors import Actor
from florence.security.models import Subject
from florence.security.subject_names import SearchNotReady, SubjectName


def read_names(subject_ids: list[UUID]) -> dict[UUID, SubjectName]:
    """The names that the open scope may see; erased subjects have none."""
    left = Subject.objects.filter(id__in=subject_ids, erased_at__isnull=True).values_list("id", flat=True)
    return {subject_id: _name_of(line) for subject_id, line in people.lines_of(list(left)).items()}


def find_subjects(actor: Actor, text: str) -> list[UUID]:
    """The subjects that a text in the search box means, the likeliest first; raises SearchNotReady."""
    try:
        return [found.subject_id for found in search.find_patients(actor, text)]
    except search_copy.BeingRebuilt as error:
        raise SearchNotReady from error


def _name_of(line: people.PersonLine) -> SubjectName:
    name = f"{line.family.upper()}, {line.given}" if line.given else line.family
    return SubjectName(name=name, number=line.number, born=line.born)
