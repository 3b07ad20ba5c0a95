"""Programs for the administrator: registered with their scopes, and ended."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.interchange import scopes
from florence.interchange.actions.clients import register_client, revoke_client
from florence.interchange.queries.clients import list_clients
from florence.security.decisions import ActionError, Refused
from florence.security.labels import CATEGORIES, LEVEL_CODES
from florence.security.queries.changes import level_words
from florence.security.web import step_up
from florence.security.web.addresses import see_other
from florence.security.web.identity import actor_of

AFTER_PROOF = "florence.interchange.web.clients.register_after_proof"


class ClientForm(forms.Form):
    """A program: its name, its scopes, and how deep it sees into what is marked."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter a name, like Laboratory system.")},
    )
    scopes = forms.CharField(
        label=gettext_lazy("What it may do"),
        help_text=gettext_lazy(
            "One scope a line: system/, a type or *, a point, and letters of c create, r read, u change, d delete, "
            "s search. Such as system/Observation.rs"
        ),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "dir": "ltr"}),
        error_messages={"required": gettext_lazy("Say what it may do, like system/Observation.rs.")},
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Restricted entries"),
        choices=lambda: [(level, level_words(level)) for level in LEVEL_CODES],
        coerce=int,
        initial=0,
        widget=forms.RadioSelect,
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Sensitive entries that are seen"),
        choices=CATEGORIES.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_scopes(self) -> list[str]:
        """The scopes, each once; raises ValidationError for the first that is none of a program."""
        given = list(dict.fromkeys(self.cleaned_data["scopes"].split()))
        for text in given:
            known = scopes.parse(text)
            if known is None or known.context != "system":
                raise ValidationError(
                    _("“%(scope)s” is not a scope such as system/Observation.rs."), params={"scope": text}
                )
        return given

    def words(self) -> dict[str, Any]:
        """What the form says, as the act takes it."""
        data = self.cleaned_data
        depth = (data["level"], data["categories"])
        return {"name": data["name"], "granted": data["scopes"], "depth": depth}


def clients(request: HttpRequest) -> HttpResponse:
    """Every program, with what it may do."""
    lines = [
        (line, level_words(line.level), ", ".join(str(CATEGORIES.get(one, one)) for one in line.categories))
        for line in list_clients()
    ]
    return TemplateResponse(request, "interchange/workspace/clients.html", {"lines": lines})


def new_client(request: HttpRequest) -> HttpResponse:
    """The form of a new program; its secret is shown once, after a proof of who registers it."""
    form = ClientForm(request.POST or None)
    if form.is_valid():
        if not step_up.is_fresh(request):
            return step_up.ask(request, then=AFTER_PROOF, form=_kept(request))
        try:
            return _registered(request, form)
        except ActionError as error:
            form.add_error(None, str(error))
    status = 422 if form.errors else 200
    return TemplateResponse(request, "interchange/workspace/new_client.html", {"form": form}, status=status)


def register_after_proof(request: HttpRequest, state: dict[str, str]) -> HttpResponse:
    """Register what was typed, now that the person has proved who they are."""
    form = ClientForm(step_up.opened(request, state))
    try:
        if form.is_valid():
            return _registered(request, form)
    except (ActionError, Refused) as error:
        messages.error(request, str(error))
    return redirect("interchange:workspace_new_client")


def revoke(request: HttpRequest, registered_id: UUID) -> HttpResponse:
    """End a program now."""
    if request.method == "POST":
        try:
            revoke_client(actor_of(request), registered_id=registered_id)
            messages.success(request, _("The program is ended. Its next request is refused."))
        except ActionError as error:
            messages.error(request, str(error))
    return see_other("interchange:workspace_clients")


def _registered(request: HttpRequest, form: ClientForm) -> HttpResponse:
    made = register_client(actor_of(request), **form.words())
    context = {
        "name": form.cleaned_data["name"],
        "made": made,
        "scopes": form.cleaned_data["scopes"],
        "token_url": request.build_absolute_uri(reverse("oauth_token")),
        "fhir_url": request.build_absolute_uri("/fhir"),
    }
    return TemplateResponse(request, "interchange/workspace/client_made.html", context)


def _kept(request: HttpRequest) -> dict[str, Any]:
    """What was typed, with every tick."""
    return {
        name: request.POST.getlist(name) if name == "categories" else request.POST.get(name, "")
        for name in ClientForm.base_fields
    }
