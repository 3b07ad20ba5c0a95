"""What the demo's privacy officer finds: emergency accesses to review, a patient's question, and curious people."""

from datetime import datetime, timedelta
from uuid import UUID

from florence.config.demo.house import ZONE
from florence.config.demo.names import BUILDER
from florence.config.demo.snoops import plant_snoops
from florence.foundation import clock
from florence.patients.models import Patient
from florence.security.actions.break_glass import break_glass
from florence.security.actions.questions import ask_about_access
from florence.security.models import AccessQuestion, Account, BreakGlass, Relation
from florence.security.scope import scope
from florence.security.web.identity import actor_for

OPENINGS = (
    (
        "doctor",
        "emergency",
        "Collapsed at the entrance, no relatives there; needed allergies and medicines.",
        20,
    ),
    ("nurse", "call", "Mother called about a fever; the ward did not answer.", 3),
)
"""Who opened a record in an emergency, why, in which words, and how many hours ago."""
QUESTION = "Why does the register of my visits show the care team on a day when I was not there?"


def plant_privacy(accounts: dict[str, Account]) -> None:
    """Let there be an emergency access of each to review, an unanswered question, and three who were curious."""
    now = clock.now()
    for (role, reason, words, hours), patient_id in zip(OPENINGS, _strangers(), strict=False):
        if not _has_unreviewed(accounts[role]):
            _open(accounts[role], patient_id, (reason, words), now - timedelta(hours=hours))
    _ask(accounts["patient"])
    plant_snoops(accounts, now)


def _strangers() -> list[UUID]:
    """Two patients whom nobody cares for and whose record nobody opened in an emergency."""
    with scope(BUILDER, "config.find_demo_strangers"):
        related = Relation.objects.values("subject_id")
        return list(Patient.objects.exclude(id__in=related).order_by("id").values_list("id", flat=True)[:2])


def _has_unreviewed(account: Account) -> bool:
    with scope(BUILDER, "config.find_demo_strangers"):
        return BreakGlass.objects.filter(account_id=account.id, outcome="").exists()


def _open(account: Account, patient_id: UUID, words: tuple[str, str], at: datetime) -> None:
    reason, explanation = words
    account.refresh_from_db()
    with clock.held_at(at):
        break_glass(actor_for(account), subject_id=patient_id, reason=reason, explanation=explanation)


def _ask(account: Account) -> None:
    with scope(BUILDER, "config.find_demo_patient"):
        own = Relation.objects.get(party_id=account.id, source=Relation.Source.OWN_RECORD)
        if AccessQuestion.objects.filter(subject_id=own.subject_id, answered_at__isnull=True).exists():
            return
    account.refresh_from_db()
    ask_about_access(
        actor_for(account), subject_id=own.subject_id, about_day=clock.today(ZONE), question=QUESTION
    )
