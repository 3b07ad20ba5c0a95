"""The turn of the day in the demo hospital: what is told as of today is told as of today again.

The people of the stories move along with the days, as long as nobody has written into the entry. Those who come now
and then come again. Whoever works here still cares for them, and the privacy officer has something to judge.
Doing it twice on a day changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from florence.config.demo.house import ZONE
from florence.config.demo.names import BUILDER, MARK, SOURCE
from florence.config.demo.people import TEAM
from florence.config.demo.privacy import plant_privacy
from florence.config.demo_accounts import ACCOUNTS
from florence.config.fhir import KEEPERS
from florence.config.importing import import_bundles
from florence.demo_data import following
from florence.demo_data.cast.registry import cast_but_long_history
from florence.demo_data.redating import redated
from florence.foundation import clock
from florence.hospital.models import Setting
from florence.patients.models import Patient
from florence.patients.store import STORE as PATIENTS
from florence.records.models import Encounter
from florence.records.store import ENCOUNTERS, FACTS
from florence.security import relations
from florence.security.keeping import AnyKeeper
from florence.security.models import Account, Relation, Team
from florence.security.scope import scope

Resource = dict[str, Any]
Progress = Callable[[str], None]

COMES_AGAIN_AFTER = timedelta(days=60)

# Entries of a table by their names at the source, unless a person has written one of their versions.
_UNTOUCHED = """
SELECT r.source_key, r.id FROM {table} r WHERE r.source = %s AND r.source_key = ANY(%s) AND NOT r.deleted
  AND NOT EXISTS (SELECT 1 FROM {history} h JOIN pghistory_context c ON c.id = h.pgh_context_id
                  WHERE h.pgh_obj_id = r.id AND c.metadata->>'actor' IS NOT NULL)
"""


def turn_over(progress: Progress) -> bool:
    """Bring the demo up to today; False when that was done today already."""
    today = clock.today(ZONE).isoformat()
    if _day() == today:
        return False
    progress("Bringing the demo hospital up to today …")
    _move_cast()
    _come_again()
    _keep_relations()
    plant_privacy(_accounts())
    with scope(BUILDER, "config.turn_demo_over"):
        Setting.objects.filter(name=MARK).update(value={"day": today})
    return True


def _day() -> str:
    """The day that the demo stands at, or "" when there is none."""
    with scope(BUILDER, "config.look_for_demo"):
        found = Setting.objects.filter(name=MARK).values_list("value", flat=True).first()
    return str(found["day"]) if found else ""


# ---- the people of the stories


def _move_cast() -> None:
    for _member, bundle in cast_but_long_history(clock.now()):
        with scope(BUILDER, "config.turn_demo_over"):
            for keeper, anew in _by_keeper(bundle["entry"]):
                for name, row_id in _untouched(keeper, anew):
                    _redate(keeper, row_id, anew[name])


def _by_keeper(entries: Iterable[Resource]) -> Iterator[tuple[AnyKeeper, dict[str, Resource]]]:
    """The resources by the keeper of their type, by name; people before what is about them."""
    found: dict[AnyKeeper, dict[str, Resource]] = {}
    for entry in entries:
        resource = entry["resource"]
        found.setdefault(KEEPERS[resource["resourceType"]], {})[entry["fullUrl"]] = resource
    yield from found.items()


def _untouched(keeper: AnyKeeper, names: Iterable[str]) -> list[tuple[str, UUID]]:
    store = keeper.store
    statement = _UNTOUCHED.format(table=store.table, history=store.history_model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(statement, [SOURCE, list(names)])
        return [(name, row_id) for name, row_id in cursor.fetchall()]


def _redate(keeper: AnyKeeper, row_id: UUID, anew: Resource) -> None:
    kept = keeper.shown(keeper.store.get(row_id))
    moved = redated(kept, anew)
    if moved != kept:
        keeper.change(row_id, moved, expected_version=None)


# ---- those who come again


def _come_again() -> None:
    with scope(BUILDER, "config.turn_demo_over"):
        bundles = [bundle for row in _long_not_seen() if (bundle := _next_visit(row)) is not None]
    import_bundles(bundles, source=SOURCE)


def _long_not_seen() -> list[Encounter]:
    """The last visit of each person who lives and was last seen long ago; those of the stories move by themselves."""
    of_stories = Patient.objects.filter(source=SOURCE, source_key__in=_people_of_stories())
    visits = ENCOUNTERS.rows.filter(source=SOURCE).exclude(subject_id__in=of_stories.values("id"))
    last = dict(visits.values_list("subject_id").annotate(last=Max("starts")))
    limit = clock.now() - COMES_AGAIN_AFTER
    long_ago = [subject for subject, at in last.items() if at is not None and at < limit]
    people = PATIENTS.open_all(Patient.objects.filter(id__in=long_ago))
    living = [row.id for row, person in people if "deceasedDateTime" not in person]
    rows = visits.filter(subject_id__in=living).order_by("subject_id", "-starts", "id").distinct("subject_id")
    return list(rows)


def _people_of_stories() -> list[str]:
    entries = (entry for _member, bundle in cast_but_long_history(clock.now()) for entry in bundle["entry"])
    return [entry["fullUrl"] for entry in entries if entry["resource"]["resourceType"] == "Patient"]


def _next_visit(row: Encounter) -> Resource | None:
    if row.starts is None or row.source_key is None:
        return None
    by = following.weeks_since(row.starts, clock.now())
    measured = FACTS.rows.filter(
        encounter_id=row.id, type="Observation", source=SOURCE, source_key__isnull=False
    )
    facts = [(str(fact.source_key), FACTS.content(fact)) for fact in measured]
    visit = (row.source_key, ENCOUNTERS.content(row))
    return following.next_visit(visit, facts, by)


# ---- those who work here


def _keep_relations() -> None:
    with scope(BUILDER, "config.turn_demo_over"):
        team = Team.objects.get(name=TEAM)
        cared_for = Relation.objects.filter(party_id=team.id, source=Relation.Source.CARE_TEAM)
        cared_for.update(ends_at=clock.now() + relations.AFTER_LAST_CONTACT)


def _accounts() -> dict[str, Account]:
    with scope(BUILDER, "config.turn_demo_over"):
        return {demo.role: Account.objects.get(email=demo.email) for demo in ACCOUNTS}
