"""Reads of shared computers, and of who may come back to one."""

import hashlib
from uuid import UUID

from florence.foundation import blind, clock
from florence.security.models import ShiftPresence, SwitchPin, Workstation


def find_workstation(secret: str) -> Workstation | None:
    """The live workstation whose browser holds the secret, or None."""
    return Workstation.objects.filter(secret_hash=hash_of(secret), revoked_at=None).first()


def list_workstations() -> list[Workstation]:
    """Every live workstation by name."""
    return list(Workstation.objects.filter(revoked_at=None).order_by("name"))


def list_present(workstation_id: UUID) -> list[ShiftPresence]:
    """Who may come back to a workstation now, by name."""
    live = ShiftPresence.objects.filter(
        workstation_id=workstation_id, ended_at=None, until__gt=clock.now(), account__is_active=True
    )
    return list(live.select_related("account").order_by("account__display_name"))


def find_by_badge(workstation_id: UUID, badge: str) -> ShiftPresence | None:
    """The person with the badge among those who may come back, or None."""
    pin = SwitchPin.objects.filter(badge_hash=badge_hash_of(badge)).first() if badge.strip() else None
    present = list_present(workstation_id) if pin else []
    return next((each for each in present if pin and each.account_id == pin.account_id), None)


def has_pin(account_id: UUID) -> bool:
    """Whether the account has a PIN."""
    return SwitchPin.objects.filter(account_id=account_id).exists()


def badge_hash_of(badge: str) -> int | None:
    """By what a badge is found, or None for no badge."""
    return blind.token_hash("badge", badge.strip()) if badge.strip() else None


def hash_of(secret: str) -> str:
    """By what a workstation is found; the secret has 256 bits, so that a plain hash tells nothing of it."""
    return hashlib.sha256(secret.encode()).hexdigest()
