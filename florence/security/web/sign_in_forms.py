"""The forms of the sign-in library without the words that it writes into boxes: a label is no placeholder."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms


class PlainBoxes(forms.BaseForm):
    """Empty boxes with their labels above; what help there is stands in our own pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""


class LoginForm(PlainBoxes, account.LoginForm):  # type: ignore[misc]
    """Name and password."""


class ReauthenticateForm(PlainBoxes, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class ChangePasswordForm(PlainBoxes, account.ChangePasswordForm):  # type: ignore[misc]
    """The old password and the new one."""


class SetPasswordForm(PlainBoxes, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ResetPasswordForm(PlainBoxes, account.ResetPasswordForm):  # type: ignore[misc]
    """To whom a link is sent."""


class ResetPasswordKeyForm(PlainBoxes, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by a link."""


class AuthenticateForm(PlainBoxes, mfa.AuthenticateForm):  # type: ignore[misc]
    """The code of the second step."""


class ReauthenticateCodeForm(PlainBoxes, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The code once more."""


class ActivateTotpForm(PlainBoxes, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""
