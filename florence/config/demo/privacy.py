"""What the demo's privacy officer finds: two emergency accesses to review and one patient's question."""

from datetime import timedelta
from uuid import UUID

from florence.config.demo.house import ZONE
from florence.foundation import clock
from florence.patients.models import Patient
from florence.security.actions.break_glass import break_glass
from florence.security.actions.questions import ask_about_access
from florence.security.actors import Actor, system_actor
from florence.security.models import Account, BreakGlass, Relation
from florence.security.scope import scope
from florence.security.web.identity import actor_for


def plant_privacy(accounts: dict[str, Account]) -> None:
    """Let the doctor and the nurse open foreign records in an emergency, and the patient ask about a look."""
    strangers = _strangers()
    if not strangers:
        return
    openings = (
        (
            "doctor",
            "emergency",
            "Collapsed at the entrance, no relatives there; needed allergies and medicines.",
        ),
        ("nurse", "call", "Mother called about a fever; the ward did not answer."),
    )
    for hours, (role, reason, explanation), patient_id in zip((20, 3), openings, strangers, strict=False):
        with clock.held_at(clock.now() - timedelta(hours=hours)):
            break_glass(_actor(accounts[role]), subject_id=patient_id, reason=reason, explanation=explanation)
    _ask(accounts["patient"])


def _strangers() -> list[UUID]:
    """Two patients whom nobody cares for; none when the demo's emergency accesses are there already."""
    with scope(system_actor("the demo hospital"), "config.find_demo_strangers"):
        if BreakGlass.objects.exists():
            return []
        related = Relation.objects.values("subject_id")
        return list(Patient.objects.exclude(id__in=related).order_by("id").values_list("id", flat=True)[:2])


def _ask(account: Account) -> None:
    with scope(system_actor("the demo hospital"), "config.find_demo_patient"):
        own = Relation.objects.get(party_id=account.id, source=Relation.Source.OWN_RECORD)
    ask_about_access(
        _actor(account),
        subject_id=own.subject_id,
        about_day=clock.today(ZONE),
        question="Why does the register of my visits show the care team on a day when I was not there?",
    )


def _actor(account: Account) -> Actor:
    account.refresh_from_db()
    return actor_for(account)
