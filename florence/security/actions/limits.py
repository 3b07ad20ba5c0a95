"""How long a session may rest, and last at all, at a kind of place."""

from uuid import UUID

from django.utils.translation import gettext as _

from florence.security import policies
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.security.models import PlaceLimit

LONGEST_IDLE_MINUTES = 24 * 60
LONGEST_HOURS = 24


class LimitRefused(ActionError):
    """A limit was not changed; the sentence says why."""


@action(may=policies.may_set_limits)
def change_session_limits(
    actor: Actor, *, place_id: UUID, idle_minutes: int, absolute_hours: int
) -> PlaceLimit:
    """Change the limits of a place; they act on every session there within half a minute.

    Raises LimitRefused beyond one minute to 24 hours, and for a rest that is longer than the whole session.
    """
    place = PlaceLimit.objects.select_for_update().filter(id=place_id).first()
    if place is None:
        raise LimitRefused(_("There is no such place."))
    if not 1 <= idle_minutes <= LONGEST_IDLE_MINUTES or not 1 <= absolute_hours <= LONGEST_HOURS:
        raise LimitRefused(_("Enter 1 to 1440 minutes of rest, and 1 to 24 hours in all."))
    if idle_minutes > absolute_hours * 60:
        raise LimitRefused(_("The rest can't be longer than the whole session."))
    place.idle_minutes, place.absolute_hours = idle_minutes, absolute_hours
    place.save(update_fields=["idle_minutes", "absolute_hours"])
    return place
