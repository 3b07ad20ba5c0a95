"""How the portal greets."""

from datetime import datetime

from django.utils.translation import gettext as _

NOON, EVENING, NIGHT = 12, 18, 4


def greeting(now: datetime, name: str) -> str:
    """A greeting for the time of the day where the hospital is."""
    if NIGHT <= now.hour < NOON:
        words = _("Good morning, %(name)s")
    elif NOON <= now.hour < EVENING:
        words = _("Good afternoon, %(name)s")
    else:
        words = _("Good evening, %(name)s")
    return words % {"name": name}
