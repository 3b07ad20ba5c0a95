"""Proving once more who one is before the gravest acts, without losing what was typed.

The form that was sent is sealed with the account's key and kept in the session; after the proof the act is done at
once, by the function that the form's view has named.
"""

import json
import time
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import stash_and_reauthenticate
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from florence.foundation import keys
from florence.security.models import Account
from florence.security.queries.signing_in import strong_factors
from florence.security.web.identity import AUTHENTICATIONS

LASTS_S = 300


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has proved who they are within five minutes, by the strongest factor that they have."""
    proofs = [
        record for record in request.session.get(AUTHENTICATIONS) or () if record.get("reauthenticated")
    ]
    if not proofs or time.time() - float(proofs[-1]["at"]) > LASTS_S:
        return False
    return proofs[-1]["method"] == "mfa" or not _factors(request)


def ask(request: HttpRequest, *, then: str, form: dict[str, Any]) -> HttpResponse:
    """To the page of the strongest factor, and from there to the function `then(request, state)`.

    `form` is what that function will find by `opened`; it is never stored readable.
    """
    account = _account(request)
    cipher = keys.cipher_for(account.key_id) if account.key_id else keys.house_cipher()
    sealed = cipher.seal(json.dumps(form).encode(), table="session", column="step_up", row_id=account.id)
    state = {"key": str(cipher.key_id), "form": sealed.hex()}
    to_password = stash_and_reauthenticate(request, state, then)
    return _to_strongest(_factors(request)) or HttpResponse(status=303, headers={"Location": to_password.url})


def opened(request: HttpRequest, state: dict[str, str]) -> dict[str, Any]:
    """The form that was kept while the person proved who they are; raises SealBroken for another person's."""
    form: dict[str, Any] = json.loads(
        keys.cipher_for(UUID(state["key"])).open(
            bytes.fromhex(state["form"]), table="session", column="step_up", row_id=_account(request).id
        )
    )
    return form


def _to_strongest(factors: set[str]) -> HttpResponse | None:
    if Authenticator.Type.WEBAUTHN in factors:
        return redirect("mfa_reauthenticate_webauthn")
    return redirect("mfa_reauthenticate") if factors else None


def _factors(request: HttpRequest) -> set[str]:
    return strong_factors(_account(request).id)


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise TypeError("Only a signed-in person can prove who they are.")
    return request.user
