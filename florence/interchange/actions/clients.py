"""Registering the programs that may exchange records."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.text import slugify
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken, Application

from florence.foundation import clock
from florence.interchange import policies, scopes
from florence.interchange.models import RegisteredClient
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action, step
from florence.security.models import Account

# No mail reaches a program: its account only carries its name and its end.
DOMAIN = "programs.invalid"


class NotAScope(ActionError):
    """A scope is not one that Florence knows."""


class ClientRefused(ActionError):
    """A program could not be registered or ended; the sentence says why."""


@dataclass(frozen=True)
class Credentials:
    """What a program proves itself with. The secret is known here alone: nobody can read it again."""

    client_id: str
    secret: str


@action(may=policies.may_manage_clients)
def register_client(
    actor: Actor, *, name: str, granted: Sequence[str], depth: tuple[int, Sequence[str]] = (0, ())
) -> Credentials:
    """Register a program with its scopes and get its id and secret, which are made here.

    `depth` is the level and the sensitive categories that it may see, never more than the actor may: who reads the
    program's secret could read with it. Raises NotAScope, and ClientRefused without a name or scopes or for more.
    """
    if not name.strip():
        raise ClientRefused(_("Enter a name, like Laboratory system."))
    if not granted:
        raise ClientRefused(_("Say what the program may do, like system/Observation.rs."))
    level, categories = depth
    if level > actor.level or not set(categories) <= actor.categories:
        raise ClientRefused(
            _(
                "You can't see entries that are marked so yourself. Ask somebody who may to register this program."
            )
        )
    known = Credentials(f"{slugify(name) or 'program'}-{secrets.token_hex(4)}", secrets.token_urlsafe(32))
    add_client(
        name=name.strip(),
        client_id=known.client_id,
        secret=known.secret,
        granted=granted,
        depth=depth,
    )
    return known


@action(may=policies.may_manage_clients)
def revoke_client(actor: Actor, *, registered_id: UUID) -> RegisteredClient:
    """End a program for good: its tokens are gone with the next request, and its secret opens nothing any more,
    even if its account is enabled again. Its history stays.

    Raises ClientRefused for one that there is not, or that was ended before.
    """
    client = RegisteredClient.objects.select_related("account").filter(id=registered_id).first()
    if client is None or not client.account.is_active:
        raise ClientRefused(_("This program has been ended already."))
    Account.objects.filter(id=client.account_id).update(is_active=False)
    AccessToken.objects.filter(application_id=client.application_id).delete()
    Application.objects.filter(id=client.application_id).update(client_secret=UNUSABLE_PASSWORD_PREFIX)
    return client


@step
def add_client(
    *,
    name: str,
    client_id: str,
    secret: str,
    granted: Sequence[str],
    domain: str = DOMAIN,
    depth: tuple[int, Sequence[str]] = (0, ()),
) -> RegisteredClient:
    """Store a program; `depth` is the level and the sensitive categories that it may see. The secret is hashed."""
    for scope in granted:
        if scopes.parse(scope) is None:
            raise NotAScope(_("“%(scope)s” is not a scope such as system/Observation.rs.") % {"scope": scope})
    account = Account(email=f"{client_id}@{domain}", display_name=name, created_at=clock.now())
    account.set_unusable_password()
    account.save(force_insert=True)
    application = Application.objects.create(
        client_id=client_id,
        client_secret=secret,
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    level, categories = depth
    return RegisteredClient.objects.create(
        application=application,
        account=account,
        scopes=list(granted),
        level=level,
        categories=sorted(categories),
    )
