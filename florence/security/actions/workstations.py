"""Shared computers: enrolled by an administrator, left and come back to by people with a PIN or a badge."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security import policies
from florence.security.actors import Actor, person_acting
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.security.models import Account, ShiftPresence, SwitchPin, Workstation
from florence.security.queries.places import is_work_place
from florence.security.queries.workstations import badge_hash_of, hash_of
from florence.security.sealed_words import seal_words

LONGEST_SHIFT = timedelta(hours=14)
MOST_WRONG = 5
_SIX_DIGITS = re.compile(r"[0-9]{6}")
_ROWS = ("01234567890", "09876543210")


class WorkstationRefused(ActionError):
    """A workstation, a PIN or a badge was not accepted; the sentence says why."""


@action(may=policies.may_manage_workstations)
def enrol_workstation(actor: Actor, *, name: str, place: str, secret: str) -> Workstation:
    """Make the browser that holds the secret a shared computer of a place; raises WorkstationRefused."""
    if not name.strip():
        raise WorkstationRefused(_("Say where the computer stands, like “Ward 3, desk”."))
    if not is_work_place(place):
        raise WorkstationRefused(_("Choose one of the places on offer."))
    return Workstation.objects.create(
        name=name.strip(),
        place=place,
        secret_hash=hash_of(secret),
        enrolled_by_id=person_acting(actor),
        enrolled_at=clock.now(),
    )


@action(may=policies.may_manage_workstations)
def revoke_workstation(actor: Actor, *, workstation_id: UUID) -> None:
    """End a shared computer: nobody comes back to it by a PIN any more."""
    found = Workstation.objects.select_for_update().filter(id=workstation_id, revoked_at=None).first()
    if found is None:
        raise WorkstationRefused(_("This workstation has ended already."))
    found.revoked_at = clock.now()
    found.save(update_fields=["revoked_at"])
    ShiftPresence.objects.filter(workstation=found, ended_at=None).update(ended_at=clock.now())


@action(may=policies.may_keep_own)
def set_pin(actor: Actor, *, pin: str, badge: str = "") -> None:
    """Set the own PIN, and the number of the badge if one is given; whoever has left must sign in fully again.

    Raises WorkstationRefused for a PIN that is easily guessed, and for the badge of somebody else.
    """
    if not is_good_pin(pin):
        raise WorkstationRefused(
            _("Choose six digits that nobody guesses: no rows like 123456, no repeats like 111111 or 121212.")
        )
    account_id = person_acting(actor)
    badge_hash = badge_hash_of(badge)
    if badge_hash and SwitchPin.objects.filter(badge_hash=badge_hash).exclude(account_id=account_id).exists():
        raise WorkstationRefused(_("This badge can't be used. Ask your administrator."))
    SwitchPin.objects.update_or_create(
        account_id=account_id,
        defaults={"pin": make_password(pin), "badge_hash": badge_hash, "set_at": clock.now()},
    )
    ShiftPresence.objects.filter(account_id=account_id, ended_at=None).update(ended_at=clock.now())


@action(may=policies.may_keep_own)
def leave_workstation(actor: Actor, *, workstation_id: UUID, address: str, since: datetime) -> bool:
    """Keep the person's page for when they come back; gives whether they can, which needs a PIN."""
    account = Account.objects.get(id=person_acting(actor))
    ShiftPresence.objects.filter(workstation_id=workstation_id, account=account, ended_at=None).update(
        ended_at=clock.now()
    )
    until = since + LONGEST_SHIFT
    has_pin = SwitchPin.objects.filter(account=account).exists()
    if account.key_id is None or until <= clock.now() or not has_pin:
        return False
    presence = ShiftPresence(
        workstation_id=workstation_id,
        account=account,
        since=since,
        until=until,
        proof=account.get_session_auth_hash(),
        key_id=account.key_id,
    )
    presence.address = seal_words(presence, "address", address)
    presence.save(force_insert=True)
    return True


@action(may=policies.may_come_back, is_logged=False)
def come_back(actor: Actor, *, workstation_id: UUID, presence_id: UUID, pin: str) -> ShiftPresence | None:
    """The presence that the PIN opens, or None; five wrong PINs end it, and the person signs in fully."""
    presence = (
        ShiftPresence.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(id=presence_id, workstation_id=workstation_id, workstation__revoked_at=None)
        .filter(ended_at=None, until__gt=clock.now(), account__is_active=True)
        .first()
    )
    if presence is None:
        return None
    if not constant_time_compare(presence.proof, presence.account.get_session_auth_hash()):
        ShiftPresence.objects.filter(id=presence.id).update(ended_at=clock.now())
        return None
    kept = SwitchPin.objects.filter(account_id=presence.account_id).first()
    if kept is None or not check_password(pin, kept.pin):
        presence.wrong += 1
        presence.ended_at = clock.now() if presence.wrong >= MOST_WRONG else None
        presence.save(update_fields=["wrong", "ended_at"])
        return None
    presence.wrong = 0
    presence.save(update_fields=["wrong"])
    return presence


def is_good_pin(pin: str) -> bool:
    """Whether it is six digits that are no row, and repeat no group of one, two or three."""
    if not _SIX_DIGITS.fullmatch(pin):
        return False
    is_repeat = pin[:3] == pin[3:] or pin == pin[:2] * 3
    return not is_repeat and not any(pin in row for row in _ROWS)
