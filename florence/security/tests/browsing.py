"""Looking at pages as somebody, in tests."""

from django.test import Client

from florence.security.models import Account

PASSWORD = "a long pass phrase for tests"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(account: Account) -> Client:
    """A browser in which the account has signed in."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def prove(client: Client, password: str = PASSWORD) -> None:
    """Prove once more who one is, by the password."""
    client.post("/accounts/reauthenticate/", {"password": password})
