"""The kinds of place at which people work, each with the limits of its sessions."""

from florence.security.models import PlaceLimit

PORTAL = "portal"


def list_work_places() -> list[PlaceLimit]:
    """The places of staff, shortest rest first."""
    return list(PlaceLimit.objects.exclude(code=PORTAL).order_by("idle_minutes", "name"))


def is_work_place(code: str) -> bool:
    """Whether there is such a place for staff."""
    return PlaceLimit.objects.exclude(code=PORTAL).filter(code=code).exists()
