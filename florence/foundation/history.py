"""The shape of every history table: who changed which row, what it held afterwards, and in which act.

Triggers write it, so that bulk changes and plain SQL are kept as well. The context names the act; it never
holds words from a record.
"""

from typing import Any

import pghistory
import pghistory.models
from django.db import models


class History(pghistory.models.Event):
    """One change of one row; `pgh_label` is insert, update or delete."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def tracked(**options: Any) -> Any:
    """Class decorator: keep every insert, update and delete of the table in its history table."""
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), **options
    )
