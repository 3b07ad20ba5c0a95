"""When patients were last in the house."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from florence.foundation import clock
from florence.records.store import ENCOUNTERS


def last_contacts(subject_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """The beginning of the latest visit of each patient that the scope sees; who had none so far is missing.

    A visit that is still to come is no contact yet.
    """
    visits = ENCOUNTERS.rows.filter(subject_id__in=list(subject_ids), starts__lte=clock.now())
    return dict(visits.order_by().values_list("subject_id").annotate(Max("starts")))
