"""How the sign-in library meets Florence: what is logged, what is sealed, and who makes accounts.

The library calls these hooks where other products would listen to signals: after a log-in, after a failed one,
at log-out, when a password is set, and when a factor is added or removed.
"""

import re
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from florence.foundation import keys, live
from florence.foundation.models import HOUSE_OWNER
from florence.security.access_events import Access, record_access
from florence.security.actors import Actor, nobody, system_actor
from florence.security.models import Account
from florence.security.models.access import AccessEvent
from florence.security.queries.signing_in import count_factors, find_account
from florence.security.scope import has_scope, scope
from florence.security.web import sessions
from florence.security.web.client_address import client_address
from florence.security.web.enrolled import workstation_of

SIGN_IN, SIGN_OUT = "security.sign_in", "security.sign_out"
CHANGE_PASSWORD = "security.change_password"  # noqa: S105 - the name of an act
QR_SIZE = 208
FACTOR_ACTS = {
    "mfa/email/totp_activated": "security.add_second_factor",
    "mfa/email/webauthn_added": "security.add_second_factor",
    "mfa/email/totp_deactivated": "security.remove_second_factor",
    "mfa/email/webauthn_removed": "security.remove_second_factor",
    "mfa/email/recovery_codes_generated": "security.make_recovery_codes",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff accounts are made by the administrator, patients' by the desk; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """By which address wrong tries are counted."""
        return client_address(request)

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign in with a new session, whose age counts from now."""
        super().login(request, user)
        sessions.begin(request)
        workstation = workstation_of(request)
        if workstation is not None:
            request.session[sessions.PLACE] = workstation.place

    def post_login(self, request: HttpRequest, user: Account, **options: Any) -> HttpResponse:
        """Log that somebody signed in, with every factor there is."""
        response: HttpResponse = super().post_login(request, user, **options)
        note(request, user, SIGN_IN)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a failed log-in, once in a quarter of an hour for each account and once for all unknown names."""
        name = str(credentials.get("email") or "")
        note(request, find_account(name), SIGN_IN, refused=True)

    def reauthenticate(self, user: Account, password: str) -> bool:
        """Whether the password is the account's; failures are throttled and logged like failed log-ins."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def logout(self, request: HttpRequest) -> None:
        """Log that somebody signed out."""
        account = request.user
        super().logout(request)
        if isinstance(account, Account):
            live.end_streams(str(account.id))
            note(request, account, SIGN_OUT)

    def set_password(self, user: Account, password: str) -> None:
        """Set a password and log that it was; every other session of the account is over by that."""
        user.set_password(password)
        user.save(update_fields=["password"])
        note(self.request, user, CHANGE_PASSWORD)

    def send_notification_mail(self, template_prefix: str, user: Account, *args: Any, **options: Any) -> None:
        """Log a change of a factor; the library calls this after each."""
        act = FACTOR_ACTS.get(template_prefix)
        if act:
            self.request.session.pop("second_factor_known", None)
            note(self.request, user, act)
        super().send_notification_mail(template_prefix, user, *args, **options)


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

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan as an element of the page: our policy allows no image in an address."""
        svg: str = super().build_totp_svg(url)
        element = svg[svg.index("<svg") :]
        return re.sub(r' (width|height)="[^"]*mm"', "", element, count=2).replace(
            "<svg", '<svg class="qr"', 1
        )

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002 - the library's word
        """A name for a new key, which its owner may change."""
        return _("Key %(number)d") % {"number": count_factors(user.id, type) + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Under which name a passkey is kept by the device."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Florence"}


def note(request: HttpRequest, account: Account | None, act: str, *, refused: bool = False) -> None:
    """Write one event about the account itself; failures are written once in a quarter of an hour each."""
    actor = nobody() if account is None else Actor(account.id, "account", account.display_name)
    route = request.resolver_match.view_name if request.resolver_match else ""
    actor = actor.during(request_id=getattr(request, "request_id", ""), route=route)
    outcome = AccessEvent.Outcome.REFUSED if refused else AccessEvent.Outcome.DONE
    access = Access(act=act, subjects={}, outcome=outcome, is_repeatable=refused)
    if has_scope():
        record_access(actor, access)
        return
    # Only the product itself may look whether the same was noted a moment ago for somebody without an account.
    with scope(system_actor("sign in") if account is None else actor, act):
        record_access(actor, access)
