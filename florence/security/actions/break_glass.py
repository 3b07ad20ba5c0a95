"""Opening a record in an emergency, and the privacy officer's review of it."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from florence.foundation import clock, live
from florence.security import policies, relations
from florence.security.actors import Actor, person_acting
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.security.models import BreakGlass, Relation, Subject
from florence.security.sealed_words import open_words, seal_words

LASTS = timedelta(hours=4)
REVIEW_TOPIC = "privacy-review"
SHORTEST_EXPLANATION = 10


class BreakGlassRefused(ActionError):
    """The record was not opened, or the opening not reviewed; the sentence says why."""


@action(may=policies.may_break_glass, subject="subject_id")
def break_glass(actor: Actor, *, subject_id: UUID, reason: str, explanation: str) -> BreakGlass:
    """Open a record for four hours with a reason and an explanation in words.

    The privacy officer is told at once, and the patient sees it. Whoever calls this has just proved their
    identity again. Raises BreakGlassRefused without a reason or an explanation.
    """
    if reason not in BreakGlass.Reason.values:
        raise BreakGlassRefused(_("Choose why you open this record."))
    if len(explanation.strip()) < SHORTEST_EXPLANATION:
        raise BreakGlassRefused(_("Say in a few words why you open this record."))
    subject = Subject.objects.get(id=subject_id)
    opened_at = clock.now()
    ends_at = opened_at + LASTS
    relation = relations.add_relation(
        party_id=person_acting(actor),
        subject_id=subject_id,
        source=Relation.Source.BREAK_GLASS,
        ends_at=ends_at,
        created_by=actor.id,
    )
    opening = BreakGlass(
        account_id=person_acting(actor),
        subject=subject,
        relation=relation,
        reason=reason,
        key_id=subject.key_id,
        opened_at=opened_at,
        ends_at=ends_at,
    )
    opening.explanation = seal_words(opening, "explanation", explanation)
    opening.save(force_insert=True)
    live.announce(REVIEW_TOPIC)
    return opening


@action(may=policies.may_explain_break_glass)
def explain_break_glass(actor: Actor, *, break_glass_id: UUID, words: str) -> BreakGlass:
    """Explain an opening of one's own, of which the privacy officer asked why; it then waits for a review again.

    The explanation is added to what was said at the opening, with its time. Raises BreakGlassRefused when nobody
    asks, or without words.
    """
    opening = (
        BreakGlass.objects.select_for_update()
        .filter(id=break_glass_id, account_id=person_acting(actor))
        .first()
    )
    if opening is None or opening.outcome != BreakGlass.Outcome.EXPLAIN:
        raise BreakGlassRefused(_("Nobody asks you about this any more."))
    if len(words.strip()) < SHORTEST_EXPLANATION:
        raise BreakGlassRefused(_("Say in a few words why you opened this record."))
    at = timezone.localtime(clock.now()).strftime("%d-%b-%Y %H:%M")
    said = open_words(opening, "explanation")
    opening.explanation = seal_words(opening, "explanation", f"{said}\n\n{at}\n{words.strip()}")
    opening.outcome, opening.reviewed_by, opening.reviewed_at = "", None, None
    opening.save()
    live.announce(REVIEW_TOPIC)
    return opening


@action(may=policies.may_review_break_glass)
def review_break_glass(actor: Actor, *, break_glass_id: UUID, outcome: str, note: str = "") -> BreakGlass:
    """Judge an opening; one for which an explanation was asked is judged once more.

    Raises BreakGlassRefused for one's own, for one that was judged already, without an outcome, and for one that is
    judged improper without a word why.
    """
    opening = BreakGlass.objects.select_for_update().filter(id=break_glass_id).first()
    if opening is None:
        raise BreakGlassRefused(_("There is no such entry."))
    if opening.outcome not in ("", BreakGlass.Outcome.EXPLAIN):
        raise BreakGlassRefused(_("Somebody has reviewed this already."))
    if opening.account_id == actor.id:
        raise BreakGlassRefused(_("Nobody reviews their own emergency access."))
    if outcome not in BreakGlass.Outcome.values:
        raise BreakGlassRefused(_("Choose an outcome."))
    if outcome == BreakGlass.Outcome.IMPROPER and not note.strip():
        raise BreakGlassRefused(
            _("Write in the note why it was not justified. It can't be changed afterwards.")
        )
    opening.outcome, opening.reviewed_by_id, opening.reviewed_at = outcome, actor.id, clock.now()
    opening.review_note = seal_words(opening, "review_note", note) if note.strip() else None
    opening.save()
    live.announce(REVIEW_TOPIC)
    return opening
