"""Which scopes exist and which of them a client may have, as the OAuth library asks for it."""

from collections.abc import Iterable
from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes

from florence.interchange import scopes
from florence.interchange.models import RegisteredClient

PATTERNS = {
    "system/*.cruds": "All that this program may do with every type of resource",
    "user/*.rs": "Read and search what the person who signed in may see",
    "patient/*.rs": "Read and search the person's own record",
}


class PatternScopes(BaseScopes):  # type: ignore[misc]
    """Scopes by pattern: each client has scopes of its own and may ask for any part of them."""

    def get_all_scopes(self) -> dict[str, str]:
        return dict(PATTERNS)

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        client = RegisteredClient.objects.filter(application=application, account__is_active=True).first()
        return list(client.scopes) if client else []

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return self.get_available_scopes(application, request)


class Validator(OAuth2Validator):  # type: ignore[misc]
    """Refuses a scope that is none, or that asks for more than the client's own scopes."""

    def validate_scopes(
        self, client_id: str, asked: Iterable[str], client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        granted = PatternScopes().get_available_scopes(client, request)
        return bool(granted) and all(scopes.is_within(scope, granted) for scope in asked)
