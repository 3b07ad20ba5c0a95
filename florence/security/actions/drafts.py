"""Keeping and discarding drafts."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from florence.foundation import blind, clock, keys
from florence.foundation.identifiers import new_id
from florence.foundation.models import DataKey
from florence.security import policies
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Account, Draft, Subject
from florence.security.queries.drafts import about

FORM_NAME = re.compile(r"[a-z0-9][a-z0-9._:-]{0,119}")
LARGEST_BYTES = 200_000
KEPT_FOR = timedelta(days=30)


class DraftRefused(ActionError):
    """A draft could not be kept; the sentence says why."""


@action(may=policies.may_keep_draft, is_logged=False)
def save_draft(
    actor: Actor,
    *,
    form: str,
    content: Mapping[str, Sequence[str]],
    subject_id: UUID | None = None,
    address: str = "",
) -> datetime:
    """Keep what is typed in a form, in place of what was kept before; gives the time.

    Closed with the subject's key, so that erasing the record erases it too, else with the account's. Raises
    DraftRefused for a name that no form has, and for more than 200 kB.
    """
    if not FORM_NAME.fullmatch(form):
        raise DraftRefused(_("There is no such form."))
    plain = json.dumps({name: list(values) for name, values in content.items()}).encode()
    if len(plain) > LARGEST_BYTES:
        raise DraftRefused(_("This is too long to be kept as a draft. Save it in parts."))
    row = Draft(
        id=new_id(), account_id=actor.account_id, form=form, subject_id=subject_id, address=address[:500]
    )
    row.key_id, row.saved_at = _key_for(actor, subject_id), clock.now()
    _put_in_place(row, plain)
    return row.saved_at


def _put_in_place(row: Draft, plain: bytes) -> None:
    """Store a draft in place of the one there was, which another window may be making at this very moment."""
    with transaction.get_connection().cursor() as cursor:
        name = blind.token_hash("draft", str(row.account_id), str(row.subject_id), row.form)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [name])
    kept = Draft.objects.filter(about(row.subject_id), account_id=row.account_id, form=row.form).first()
    row.id = kept.id if kept else row.id
    row.content = keys.cipher_for(row.key_id).seal(
        plain, table="security_draft", column="content", row_id=row.id
    )
    row.save(force_insert=kept is None, force_update=kept is not None)


@step
def forget_old_drafts() -> int:
    """Throw the drafts away that nobody has touched for a month; gives how many."""
    return Draft.objects.filter(saved_at__lt=clock.now() - KEPT_FOR).delete()[0]


@action(may=policies.may_keep_own, is_logged=False)
def discard_own_draft(actor: Actor, *, form: str, subject_id: UUID | None = None) -> None:
    """Throw a draft of one's own away; one that is gone already is no error."""
    discard_draft(actor, form=form, subject_id=subject_id)


@step
def discard_draft(actor: Actor, *, form: str, subject_id: UUID | None = None) -> None:
    """Throw the draft away because what it was for is saved; part of the act that saves it."""
    Draft.objects.filter(about(subject_id), account_id=actor.account_id, form=form).delete()


def _key_for(actor: Actor, subject_id: UUID | None) -> UUID:
    if subject_id is not None:
        return Subject.objects.values_list("key_id", flat=True).get(id=subject_id)
    # Locked, so that two windows don't make two first keys.
    account = Account.objects.select_for_update().get(id=actor.account_id)
    if account.key_id is None:
        account.key = keys.create_key(account.id, DataKey.Purpose.ACCOUNT)
        account.save(update_fields=["key"])
    return UUID(str(account.key_id))
