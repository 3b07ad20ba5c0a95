"""What the slices above hear of patients."""

from dataclasses import dataclass
from uuid import UUID

from florence.foundation.events import Event


@dataclass(frozen=True)
class PatientsMerging(Event):
    """One record is about to be merged into another; a slice that raises ActionError keeps it from happening."""

    survivor_id: UUID
    merged_id: UUID
