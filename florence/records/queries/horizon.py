"""How far back a page of the timeline reaches, told from the columns alone.

Opening the newest of every kind to show forty entries of all of them would open ten times as many.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from florence.fhir.fetching import in_order_of_index

VITALS = "vitals"
TYPES = {
    "Encounter": "visits",
    "Condition": "problems",
    "DiagnosticReport": "results",
    "DocumentReference": "results",
    "Composition": "results",
    "MedicationRequest": "medicines",
    "Procedure": "procedures",
    "Immunization": "immunisations",
    "AllergyIntolerance": "allergies",
}
FACT_TYPES = tuple(name for name in TYPES if name != "Encounter")

_OWN = "r.subject_id IN ({subjects}) AND r.type = '{type}' AND NOT r.deleted AND r.starts IS NOT NULL {until}"
_KIND = f"(SELECT '{{kind}}', r.starts FROM {{table}} r WHERE {_OWN} ORDER BY r.starts DESC LIMIT %(many)s)"  # noqa: S608  words of ours; values go beside
# One entry for each moment at which something was measured. A sensitive row keeps its category in the body.
_VITALS = f"""
(SELECT '{VITALS}', r.starts FROM (
   SELECT DISTINCT r.starts FROM records_resource r
   WHERE {_OWN} AND (r.category LIKE '%%|vital-signs' OR r.category = '')
   ORDER BY r.starts DESC LIMIT %(many)s) AS r)
"""  # noqa: S608  words of ours; values go beside


class Horizon(NamedTuple):
    """The kinds of which there is anything, and the moment at and after which the entries are; None: all are."""

    kinds: frozenset[str]
    since: datetime | None


def find_horizon(subjects: Sequence[UUID], until: datetime | None, many: int) -> Horizon:
    """How far back as many entries reach as are wanted, before `until` if it is given."""
    values: dict[str, Any] = {f"subject{place}": each for place, each in enumerate(subjects)}
    own = {
        "subjects": ", ".join(f"%({name})s" for name in values),
        "until": "AND r.starts < %(until)s" if until else "",
    }
    branches = [
        _KIND.format(kind=kind, type=name, table=_table_of(name), **own) for name, kind in TYPES.items()
    ]
    branches.append(_VITALS.format(type="Observation", **own))
    statement = f"SELECT kind, starts FROM ({' UNION ALL '.join(branches)}) AS e(kind, starts)"  # noqa: S608  words of ours; values go beside
    with in_order_of_index(), connection.cursor() as cursor:
        cursor.execute(
            f"{statement} ORDER BY starts DESC LIMIT %(many)s", values | {"until": until, "many": many}
        )
        found = cursor.fetchall()
    return Horizon(frozenset(kind for kind, _ in found), found[-1][1] if len(found) == many else None)


def _table_of(resource_type: str) -> str:
    return "records_encounter" if resource_type == "Encounter" else "records_resource"
