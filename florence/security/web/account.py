"""The own account: settings, the signal of activity, and the sessions that are open."""

from typing import Any

from allauth.usersessions.internal.flows.sessions import end_sessions
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from florence.foundation import live
from florence.security.actions.preferences import PreferenceRefused, change_look, change_place
from florence.security.models import Account
from florence.security.queries.accounts import list_sessions
from florence.security.queries.drafts import list_drafts
from florence.security.queries.places import list_work_places
from florence.security.subject_names import read_names
from florence.security.web import sessions
from florence.security.web.identity import actor_of


class SettingsForm(forms.Form):
    """The look of the pages, the language, and for staff the place of work."""

    theme = forms.ChoiceField(
        label=gettext_lazy("Light or dark"), choices=Account.Theme.choices, widget=forms.RadioSelect
    )
    density = forms.ChoiceField(
        label=gettext_lazy("Density"), choices=Account.Density.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    place = forms.ChoiceField(
        label=gettext_lazy("Where you work now"),
        help_text=gettext_lazy("It decides after how long without activity you are signed out."),
    )

    def __init__(self, *args: Any, is_patient: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_patient:
            del self.fields["place"], self.fields["density"]
            return
        place = self.fields["place"]
        if not isinstance(place, forms.ChoiceField):
            raise TypeError("The place is chosen from a list.")
        place.choices = [
            (
                limit.code,
                _("%(place)s: %(minutes)d minutes") % {"place": limit.name, "minutes": limit.idle_minutes},
            )
            for limit in list_work_places()
        ]


def own_settings(request: HttpRequest) -> HttpResponse:
    """See and change the own settings."""
    account = _account(request)
    initial = {
        "theme": account.theme,
        "density": account.density,
        "language": account.language,
        "place": sessions.place_of(request),
    }
    form = SettingsForm(request.POST or None, initial=initial, is_patient=account.is_patient)
    if request.method == "POST" and form.is_valid():
        return _save(request, account, form)
    status = 422 if form.errors else 200
    return TemplateResponse(request, "security/own_settings.html", {"form": form}, status=status)


def _save(request: HttpRequest, account: Account, form: SettingsForm) -> HttpResponse:
    chosen = form.cleaned_data
    try:
        change_look(
            actor_of(request),
            theme=chosen["theme"],
            density=chosen.get("density") or account.density,
            language=chosen["language"],
        )
        if "place" in chosen and chosen["place"] != sessions.place_of(request):
            change_place(actor_of(request), place=chosen["place"])
            request.session[sessions.PLACE] = chosen["place"]
    except PreferenceRefused as refused:
        form.add_error(None, str(refused))
        return TemplateResponse(request, "security/own_settings.html", {"form": form}, status=422)
    messages.success(request, _("Your settings are saved."))
    return _see_other(reverse("own:settings"))


def own_drafts(request: HttpRequest) -> HttpResponse:
    """The person's drafts, with the way back to each form."""
    drafts = list_drafts(actor_of(request))
    names = read_names(draft.subject_id for draft in drafts if draft.subject_id)
    lines = [(draft, names.get(draft.subject_id) if draft.subject_id else None) for draft in drafts]
    return TemplateResponse(request, "security/own_drafts.html", {"lines": lines})


@require_POST
def activity(request: HttpRequest) -> HttpResponse:
    """Take the signal that a person is at the keyboard or the screen."""
    sessions.note_activity(request)
    return HttpResponse(status=204)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign another device of the own account out, its open pages included."""
    session = next((each for each in list_sessions(_account(request).id) if each.pk == pk), None)
    if session is None:
        raise Http404
    end_sessions(request, [session])
    live.end_streams(str(_account(request).id))
    messages.success(request, _("The device is signed out."))
    return _see_other(reverse("usersessions_list"))


def _see_other(address: str) -> HttpResponse:
    response = redirect(address)
    response.status_code = 303
    return response


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise TypeError("Only a signed-in person has an account.")
    return request.user
