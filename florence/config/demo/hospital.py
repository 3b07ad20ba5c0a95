"""Loading the demo hospital: house, people, lives, and who cares for whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from florence.config.demo.house import ZONE, build_house
from florence.config.demo.names import BUILDER, MARK, SOURCE
from florence.config.demo.people import TEAM, make_people, make_team
from florence.config.demo.privacy import plant_privacy
from florence.config.demo_accounts import ACCOUNTS
from florence.config.demo_client import ensure_demo_client
from florence.config.importing import import_bundles
from florence.demo_data.cast import long_history
from florence.demo_data.cast.registry import Member, cast
from florence.demo_data.lives import directory, lives
from florence.foundation import clock
from florence.hospital.models import Setting
from florence.interchange.importing.run import Step
from florence.patients.models import Patient
from florence.security import relations
from florence.security.models import Account, Relation, Team
from florence.security.scope import scope

CARED_FOR = 40
EMPLOYED_FOR = timedelta(days=400)

TOLD_EVERY = 10_000

Progress = Callable[[str], None]


class DemoRefused(Exception):
    """Something of the demo's own data was refused: the release is at fault."""


def is_loaded() -> bool:
    """Whether the demo hospital has been loaded to the end."""
    with scope(BUILDER, "config.look_for_demo"):
        return Setting.objects.filter(name=MARK).exists()


@dataclass(frozen=True)
class Size:
    """How many shipped lives are brought, and how many facts the long history has."""

    lives: int = 200
    facts: int = long_history.FACTS


FULL = Size()


def load_hospital(progress: Progress, size: Size = FULL) -> None:
    """Load everything that is missing; begun and broken off, it goes on where it stopped."""
    progress("Opening departments and wards …")
    accounts, team = _open_house()
    progress(f"Bringing {size.lives} lives up to today …")
    now = clock.now()
    _bring([directory()])
    _bring(islice(lives(now), size.lives), progress)
    progress("Bringing the people of the stories …")
    members = list(cast(now, facts=size.facts))
    _bring((bundle for _member, bundle in members), progress)
    progress("Giving patients to the care team …")
    _relate(members, accounts, team)
    plant_privacy(accounts)
    ensure_demo_client()
    with scope(BUILDER, "config.finish_demo"):
        Setting.objects.create(name=MARK, value={"day": clock.today(ZONE).isoformat()})


def _bring(bundles: Iterable[Any], progress: Progress | None = None) -> None:
    report = import_bundles(bundles, source=SOURCE, progress=_told(progress) if progress else None)
    if report.refused:
        raise DemoRefused(f"{report.refused} resources of the demo were refused: {report.refusals[0]}")


def _told(progress: Progress) -> Callable[[Step], None]:
    """Say every ten thousand resources how many there are."""
    told = 0

    def tell(step: Step) -> None:
        nonlocal told
        if step.resources - told >= TOLD_EVERY:
            told = step.resources - step.resources % TOLD_EVERY
            progress(f"  {told:,} entries so far")

    return tell


def _open_house() -> tuple[dict[str, Account], Team]:
    """The house and its people, who have been there for more than a year; those that are there already are found."""
    with clock.held_at(clock.now() - EMPLOYED_FOR), scope(BUILDER, "config.open_demo_house"):
        if not Team.objects.filter(name=TEAM).exists():
            house = build_house()
            make_team(house, make_people(house))
        accounts = {demo.role: Account.objects.get(email=demo.email) for demo in ACCOUNTS}
        return accounts, Team.objects.get(name=TEAM)


def _relate(
    members: Iterable[tuple[Member, dict[str, Any]]], accounts: dict[str, Account], team: Team
) -> None:
    with scope(BUILDER, "config.relate_demo_team"):
        if Relation.objects.filter(party_id=team.id).exists():
            return
        cast_ids = [(member, _patient_ids(bundle)) for member, bundle in members]
        of_cast = {patient for _member, ids in cast_ids for patient in ids}
        others = Patient.objects.filter(source=SOURCE).exclude(id__in=of_cast).order_by("id")
        for patient_id in others.values_list("id", flat=True)[:CARED_FOR]:
            _care(team, patient_id)
        for member, ids in cast_ids:
            _relate_member(member, ids, accounts, team)


def _relate_member(member: Member, patient_ids: list[UUID], accounts: dict[str, Account], team: Team) -> None:
    if member.for_doctor:
        for patient_id in patient_ids:
            _care(team, patient_id)
    if member.account in accounts:
        relations.add_relation(
            party_id=accounts[member.account].id,
            subject_id=patient_ids[0],
            source=Relation.Source.OWN_RECORD,
        )


def _care(team: Team, patient_id: UUID) -> None:
    relations.add_relation(
        party_id=team.id,
        subject_id=patient_id,
        source=Relation.Source.CARE_TEAM,
        ends_at=clock.now() + relations.AFTER_LAST_CONTACT,
    )


def _patient_ids(bundle: dict[str, Any]) -> list[UUID]:
    urls = [entry["fullUrl"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Patient"]
    found = dict(Patient.objects.filter(source=SOURCE, source_key__in=urls).values_list("source_key", "id"))
    return [found[url] for url in urls if url in found]
