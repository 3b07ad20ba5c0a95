"""Pages that only a demo has: what one can try in it, and making it anew."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from florence.config import demo_reset
from florence.config.demo.names import SOURCE
from florence.config.demo.trying import TRIES, Try
from florence.config.demo_accounts import ACCOUNTS, DEMO_PASSWORD, DemoAccount
from florence.demo_data.cast.registry import CAST
from florence.patients.models import Patient
from florence.records.policies import Permission as Records
from florence.security import relations
from florence.security.decisions import Refused, refuse
from florence.security.policies import Permission as Security
from florence.security.web import step_up
from florence.security.web.identity import actor_of

AFTER_PROOF = "florence.config.demo.web.reset_after_proof"


@dataclass(frozen=True)
class Account:
    """A demo account and what to try with it, each with its address if the reader may follow it."""

    account: DemoAccount
    is_own: bool
    tries: list[tuple[Try, str]]


def try_this(request: HttpRequest) -> HttpResponse:
    """Every account of the demo with what can be tried, in plain words; there is no such page outside a demo."""
    _only_in_a_demo()
    accounts = [_account(request, account) for account in ACCOUNTS]
    return render(request, "config/demo/try_this.html", {"accounts": accounts, "password": DEMO_PASSWORD})


def person(request: HttpRequest, key: str) -> HttpResponse:
    """To somebody of the stories: the chart for those who read charts, name and number for others."""
    _only_in_a_demo()
    patient_id = _patient_of(key)
    if patient_id is None:
        return redirect("patients:workspace_search")
    actor, reach = actor_of(request), relations.look_up(patient_id)
    if not actor.has(Records.READ_RECORD):
        return redirect("patients:workspace_identity", patient_id)
    is_foreign = reach is None or not reach.by
    page = "security:workspace_break_glass" if is_foreign else "records:workspace_summary"
    return redirect(page, patient_id)


def reset(request: HttpRequest) -> HttpResponse:
    """What making the demo anew means; sending the form does it when the person has just proved who they are."""
    _only_in_a_demo()
    can_be_asked = demo_reset.can_be_asked(settings.ENVIRONMENT)
    if request.method == "POST" and can_be_asked:
        if not step_up.is_fresh(request):
            return step_up.ask(request, then=AFTER_PROOF, form={})
        return _reset(request)
    return TemplateResponse(request, "config/demo/reset.html", {"can_be_asked": can_be_asked})


def reset_after_proof(request: HttpRequest, state: dict[str, str]) -> HttpResponse:
    """Do what was asked for, now that the person has proved who they are."""
    _only_in_a_demo()
    step_up.opened(request, state)
    if not actor_of(request).has(Security.MANAGE_ROLES):
        raise Refused(refuse(_("Your role does not include this. Your administrator can add it.")))
    return _reset(request) if demo_reset.can_be_asked(settings.ENVIRONMENT) else redirect("demo:reset")


def _reset(request: HttpRequest) -> HttpResponse:
    demo_reset.ask(settings.ENVIRONMENT)
    return render(request, "config/demo/being_made.html")


def _only_in_a_demo() -> None:
    if not settings.FLORENCE_DEMO:
        raise Http404


def _account(request: HttpRequest, account: DemoAccount) -> Account:
    is_own = request.user.is_authenticated and request.user.email == account.email
    addresses = [_address_of(one) for one in TRIES[account.role]]
    if not request.user.is_authenticated:
        to_sign_in = reverse("account_login")
        addresses = [f"{to_sign_in}?{urlencode({'next': address})}" for address in addresses]
    elif not is_own:
        addresses = [""] * len(addresses)
    return Account(account, is_own, list(zip(TRIES[account.role], addresses, strict=True)))


def _address_of(one: Try) -> str:
    return reverse(one.view) if one.view else reverse("demo:person", args=[one.person])


def _patient_of(key: str) -> UUID | None:
    """The first patient of a member of the cast, if the reader may know of them."""
    member = next((member for member in CAST if member.key == key), None)
    if member is None:
        raise Http404
    return Patient.objects.filter(source=SOURCE, source_key=member.url).values_list("id", flat=True).first()
