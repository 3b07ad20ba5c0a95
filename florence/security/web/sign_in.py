"""How the sign-in library meets Florence: no self-made accounts yet, sealed second-factor secrets."""

from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from florence.foundation import keys
from florence.foundation.models import HOUSE_OWNER


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff accounts are made by the administrator, patients' by the desk; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals authenticator secrets with the house's key before they are stored."""

    def encrypt(self, text: str) -> str:
        """Close a secret for the table of authenticators."""
        cipher = keys.house_cipher()
        sealed = cipher.seal(text.encode(), table="mfa_authenticator", column="data", row_id=HOUSE_OWNER)
        return f"{cipher.key_id}:{sealed.hex()}"

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret of the table of authenticators."""
        key_id, _, sealed = encrypted_text.partition(":")
        cipher = keys.cipher_for(UUID(key_id))
        plain = cipher.open(
            bytes.fromhex(sealed), table="mfa_authenticator", column="data", row_id=HOUSE_OWNER
        )
        return plain.decode()
