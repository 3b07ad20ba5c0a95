"""What signing in asks before anybody is known: whose name it is, and which factors an account has."""

from uuid import UUID

from allauth.mfa.models import Authenticator

from florence.security.models import Account


def find_account(email: str) -> Account | None:
    """The account with a log-in name, in any capitals."""
    return Account.objects.filter(email__iexact=email).first()


def count_factors(account_id: UUID, kind: str) -> int:
    """How many authenticators of a kind an account has."""
    return int(Authenticator.objects.filter(user_id=account_id, type=kind).count())


def strong_factors(account_id: UUID) -> set[str]:
    """The kinds of authenticator of an account that prove more than a password does."""
    strong = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
    found = Authenticator.objects.filter(user_id=account_id, type__in=strong)
    return set(found.values_list("type", flat=True))
