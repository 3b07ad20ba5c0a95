"""What the clinical record says to a merge of two patients."""

from django.utils.translation import gettext as _

from florence.patients.events import PatientsMerging
from florence.records.store import ENCOUNTERS
from florence.security.decisions import ActionError
from florence.security.doors import step
from florence.security.unwalled import past_the_wall

INPATIENT = ("IMP", "ACUTE", "NONAC")
"""Classes of a stay in bed, of the HL7 v3 ActCode system."""


class PatientStays(ActionError):
    """One of the two is admitted now."""


@step
def refuse_during_stay(event: PatientsMerging) -> None:
    """Object to a merge while either record has an open stay: bed, charts and orders hang on its number."""
    with past_the_wall():
        open_visits = list(
            ENCOUNTERS.rows.filter(
                subject_id__in=[event.survivor_id, event.merged_id], status="in-progress", ends__isnull=True
            )
        )
        classes = {ENCOUNTERS.content(row).get("class", {}).get("code") for row in open_visits}
    if classes & set(INPATIENT):
        raise PatientStays(
            _("One of the two is in hospital now. Link the records, and merge them after the discharge.")
        )
