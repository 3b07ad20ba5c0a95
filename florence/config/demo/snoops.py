"""Three curious people in the demo's log of access: looks that nobody's work explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from florence.config.demo.names import BUILDER, SOURCE
from florence.config.demo.people import TEAM
from florence.demo_data.cast.sheet import url_of
from florence.foundation import clock
from florence.patients.models import Patient
from florence.security.access_events import Access, record_access, touching
from florence.security.models import AccessEvent, Account, Relation, Team
from florence.security.scope import scope
from florence.security.web.identity import actor_for

SPREE = 12
CHART, IDENTITY = "records:workspace_summary", "patients:workspace_identity"
SEARCH = "patients:workspace_search"


@dataclass(frozen=True)
class Look:
    """One look: how long ago, where, what it was, at whom, and by what they were reached."""

    ago: timedelta
    route: str
    act: str
    subjects: Sequence[UUID]
    relation: str = ""
    outcome: str = "done"


def plant_snoops(accounts: dict[str, Account], now: datetime) -> None:
    """Write what a nurse, a receptionist and a doctor looked at out of curiosity; not twice within a day."""
    with scope(BUILDER, "config.find_demo_looks"):
        since = now - timedelta(days=1)
        refused = AccessEvent.Outcome.REFUSED
        if AccessEvent.objects.filter(actor_id=accounts["nurse"].id, outcome=refused, at__gte=since).exists():
            return
        singer, colleague = _patient("public-person"), _patient("colleague")
        team = Team.objects.get(name=TEAM)
        cared_for = Relation.objects.filter(party_id=team.id).order_by("subject_id")
        many = list(cared_for.values_list("subject_id", flat=True)[:SPREE])
    _write(accounts["nurse"], _at_the_singer(singer), now)
    _write(accounts["reception"], _at_herself(colleague), now)
    _write(accounts["doctor"], _at_many(many), now)


def _patient(key: str) -> UUID:
    return Patient.objects.values_list("id", flat=True).get(source=SOURCE, source_key=url_of(key, 0))


def _at_the_singer(singer: UUID) -> list[Look]:
    """Looked for somebody known to everyone, and tried the chart three times without caring for her."""
    found = Look(timedelta(hours=4), SEARCH, "patients.search", [singer], "list")
    tries = [
        Look(
            timedelta(hours=4) - timedelta(minutes=minutes),
            CHART,
            "records.read_chart",
            [singer],
            "",
            "refused",
        )
        for minutes in (1, 2, 9)
    ]
    return [found, *tries]


def _at_herself(colleague: UUID) -> list[Look]:
    """Opened her own data, twice on one day."""
    return [
        Look(timedelta(hours=hours), IDENTITY, "patients.read_identity", [colleague], "identity")
        for hours in (7, 2)
    ]


def _at_many(patients: Sequence[UUID]) -> list[Look]:
    """Opened a dozen charts within six minutes, and wrote nothing."""
    return [
        Look(
            timedelta(hours=9, seconds=-30 * number),
            CHART,
            "records.read_chart",
            [patient],
            Relation.Source.CARE_TEAM,
        )
        for number, patient in enumerate(patients)
    ]


def _write(account: Account, looks: Sequence[Look], now: datetime) -> None:
    account.refresh_from_db()
    actor = actor_for(account)
    for look in looks:
        with clock.held_at(now - look.ago), scope(BUILDER, look.act):
            subjects = touching(look.subjects, look.relation)
            access = Access(look.act, subjects, outcome=look.outcome, count=len(subjects))
            record_access(actor.during(request_id="", route=look.route), access)
