"""Reads of the programs that may exchange records."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from oauth2_provider.models import AccessToken

from florence.interchange.models import RegisteredClient


@dataclass(frozen=True)
class ClientLine:
    """A program as the administrator reads it; `token_at` is when it last got a token that is still kept."""

    id: UUID
    name: str
    client_id: str
    scopes: tuple[str, ...]
    level: int
    categories: tuple[str, ...]
    is_active: bool
    registered_at: datetime
    token_at: datetime | None


def list_clients() -> list[ClientLine]:
    """Every program, those that still work first, by name."""
    rows = RegisteredClient.objects.select_related("application", "account")
    tokens = dict(
        AccessToken.objects.filter(user__isnull=True)
        .values_list("application_id")
        .annotate(latest=Max("created"))
    )
    lines = [
        ClientLine(
            id=row.id,
            name=row.account.display_name,
            client_id=row.application.client_id,
            scopes=tuple(row.scopes),
            level=row.level,
            categories=tuple(row.categories),
            is_active=row.account.is_active,
            registered_at=row.account.created_at,
            token_at=tokens.get(row.application_id),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (not line.is_active, line.name.casefold()))
