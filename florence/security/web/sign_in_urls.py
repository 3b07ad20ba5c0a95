"""The addresses of signing in and of one's own account, as the sign-in library names them.

Those that let somebody make an account, or change a log-in name, are not among them: the library asks for the
name of the first when it draws its pages, and it answers 404.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from florence.security.web.own_account import (
    at_the_door,
    forgets_what_was_stored,
    notes_wrong_codes,
    own_account,
)


def closed(request: HttpRequest) -> HttpResponse:
    """Nobody makes an account for themselves."""
    raise Http404


RESET_LINK = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("login/", at_the_door(account.login, act="security.sign_in"), name="account_login"),
    path(
        "logout/",
        at_the_door(forgets_what_was_stored(account.logout), act="security.sign_out"),
        name="account_logout",
    ),
    path("inactive/", at_the_door(account.account_inactive, act="security.sign_in"), name="account_inactive"),
    path("signup/", at_the_door(closed, act="security.sign_up"), name="account_signup"),
    path(
        "reauthenticate/",
        own_account(account.reauthenticate, act="security.confirm_identity"),
        name="account_reauthenticate",
    ),
    path(
        "password/change/",
        own_account(account.password_change, act="security.change_password"),
        name="account_change_password",
    ),
    path(
        "password/set/",
        own_account(account.password_set, act="security.change_password"),
        name="account_set_password",
    ),
    path(
        "password/reset/",
        at_the_door(account.password_reset, act="security.reset_password"),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        at_the_door(account.password_reset_done, act="security.reset_password"),
        name="account_reset_password_done",
    ),
    re_path(
        RESET_LINK,
        at_the_door(account.password_reset_from_key, act="security.reset_password"),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        at_the_door(account.password_reset_from_key_done, act="security.reset_password"),
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", own_account(mfa.index, act="security.second_factor"), name="mfa_index"),
    path(
        "2fa/authenticate/",
        at_the_door(notes_wrong_codes(mfa.authenticate), act="security.sign_in"),
        name="mfa_authenticate",
    ),
    path(
        "2fa/reauthenticate/",
        own_account(mfa.reauthenticate, act="security.confirm_identity"),
        name="mfa_reauthenticate",
    ),
    path(
        "2fa/totp/activate/",
        own_account(totp.activate_totp, act="security.second_factor"),
        name="mfa_activate_totp",
    ),
    path(
        "2fa/totp/deactivate/",
        own_account(totp.deactivate_totp, act="security.second_factor"),
        name="mfa_deactivate_totp",
    ),
    path(
        "2fa/recovery-codes/",
        own_account(recovery_codes.view_recovery_codes, act="security.second_factor"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        own_account(recovery_codes.generate_recovery_codes, act="security.second_factor"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        own_account(recovery_codes.download_recovery_codes, act="security.second_factor"),
        name="mfa_download_recovery_codes",
    ),
    path(
        "2fa/webauthn/",
        own_account(webauthn.list_webauthn, act="security.second_factor"),
        name="mfa_list_webauthn",
    ),
    path(
        "2fa/webauthn/add/",
        own_account(webauthn.add_webauthn, act="security.second_factor"),
        name="mfa_add_webauthn",
    ),
    path(
        "2fa/webauthn/reauthenticate/",
        own_account(webauthn.reauthenticate_webauthn, act="security.confirm_identity"),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        own_account(webauthn.remove_webauthn, act="security.second_factor"),
        name="mfa_remove_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/edit/",
        own_account(webauthn.edit_webauthn, act="security.second_factor"),
        name="mfa_edit_webauthn",
    ),
    path(
        "2fa/webauthn/login/",
        at_the_door(webauthn.login_webauthn, act="security.sign_in"),
        name="mfa_login_webauthn",
    ),
    path(
        "sessions/",
        own_account(usersessions.list_usersessions, act="security.own_sessions"),
        name="usersessions_list",
    ),
]
