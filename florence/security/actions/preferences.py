"""How a person wants Florence to look, in which language, and where the person works."""

from django.conf import settings
from django.utils.translation import gettext as _

from florence.security import policies
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.security.models import Account
from florence.security.queries.places import is_work_place


class PreferenceRefused(ActionError):
    """A setting has a value that it cannot have; the sentence says which."""


@action(may=policies.may_keep_own)
def change_look(actor: Actor, *, theme: str, density: str, language: str) -> None:
    """Change the own theme, density and language."""
    if theme not in Account.Theme.values or density not in Account.Density.values:
        raise PreferenceRefused(_("Choose one of the looks on offer."))
    if language not in dict(settings.LANGUAGES):
        raise PreferenceRefused(_("Choose one of the languages on offer."))
    Account.objects.filter(id=actor.account_id).update(theme=theme, density=density, language=language)


@action(may=policies.may_keep_own)
def change_place(actor: Actor, *, place: str) -> None:
    """Say where one works from now on; the session's limits are those of the place."""
    if actor.is_patient or not is_work_place(place):
        raise PreferenceRefused(_("Choose one of the places on offer."))
    Account.objects.filter(id=actor.account_id).update(place=place)
