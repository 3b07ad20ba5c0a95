"""The rule of an address: who may open it, about whom, and what the log calls it.

Every address in every urls.py carries exactly one rule. The rule opens the scope, asks the policy, runs and renders
the view inside the scope, and writes the access event; what a view forgets, the rule and the database don't.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils.translation import gettext as _

from florence.security import page_scope, relations
from florence.security.access_events import Access, record_access
from florence.security.actors import Actor
from florence.security.decisions import ALLOWED, BREAK_GLASS, Decision, Refused, refuse
from florence.security.doors import record_refusal
from florence.security.scope import scope, seal_to
from florence.security.web import identity, refusals
from florence.security.web.enrolled import to_door, workstation_of

View = Callable[..., HttpResponseBase]

RECORD, IDENTITY, EMERGENCY = "record", "identity", "emergency"
OWN = "own"


@dataclass(frozen=True)
class Rule:
    """What an address asks of whoever opens it; the access matrix is driven from these."""

    kind: str
    act: str
    permission: str = ""
    subject: str = ""
    shelf: str = RECORD
    face: str = "workspace"
    is_logged: bool = True
    is_logged_empty: bool = True


def page(
    view: View,
    *,
    act: str,
    permission: str,
    subject: str = "",
    shelf: str = RECORD,
    face: str = "workspace",
    is_logged: bool = True,
    is_logged_empty: bool = True,
) -> View:
    """Open an address to holders of a permission.

    `subject` names the argument that holds a patient's id; `shelf` says how much of the record the page shows:
    record needs a relation (or population reach), identity and emergency are also open to those who hold the shelf.
    Without `is_logged_empty` the page leaves no event when it showed no patient.
    """
    return _guarded(view, Rule("page", act, permission, subject, shelf, face, is_logged, is_logged_empty))


def own(view: View, *, act: str, permission: str) -> View:
    """Open an address of the portal to holders of a permission who have a record of their own.

    The address names nobody: the record is found by the account, and the scope is sealed to it.
    """
    return _guarded(view, Rule(OWN, act, permission, face="portal"))


def signed_in(view: View, *, act: str, face: str = "workspace") -> View:
    """Open an address to everyone who has signed in; it shows nothing but the person's own settings and work."""
    return _guarded(view, Rule("signed-in", act, face=face, is_logged=False))


def public(view: View, *, act: str) -> View:
    """Open an address to everyone; it shows nothing about anybody."""

    @wraps(view)
    def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    open_to_all.__florence_rule__ = Rule("public", act, is_logged=False)  # type: ignore[attr-defined]
    return open_to_all


def _guarded(view: View, rule: Rule) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if identity.lacks_second_factor(request):
            return identity.to_second_factor()
        actor = identity.actor_of(request)
        try:
            return _answer(request, actor, rule, view, kwargs)
        except Refused as refused:
            record_refusal(actor, rule.act, kwargs.get(rule.subject))
            return refusals.refused(request, actor, refused.decision, kwargs.get(rule.subject))

    guarded.__florence_rule__ = rule  # type: ignore[attr-defined]
    return guarded


def _answer(
    request: HttpRequest, actor: Actor, rule: Rule, view: View, kwargs: dict[str, Any]
) -> HttpResponseBase:
    with ExitStack() as stack:
        stack.enter_context(scope(actor, rule.act))
        touched = _admit(actor, rule, kwargs)
        with page_scope.kept(stack, actor, rule.act, tuple(touched.values())):
            response = view(request, **kwargs)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                page_scope.read_again()
                response.render()
            if rule.is_logged and page_scope.is_open():
                _log(request, actor, rule, touched)
        return response


def _admit(actor: Actor, rule: Rule, kwargs: dict[str, Any]) -> dict[UUID, UUID]:
    """Ask the policy; seals the scope to the patient the address names, and gives subject and person."""
    if rule.permission and not actor.has(rule.permission):
        raise Refused(refuse(_("Your role does not include this page. Your administrator can add it.")))
    if rule.kind == OWN:
        return _admit_own(actor)
    if not rule.subject:
        return {}
    subject_id = kwargs[rule.subject]
    reach = relations.look_up(subject_id)
    if reach is None:
        raise Http404
    decision = may_reach(actor, reach, rule.shelf)
    if not decision:
        raise Refused(decision)
    seal_to([reach.person_id])
    return {subject_id: reach.person_id}


def _admit_own(actor: Actor) -> dict[UUID, UUID]:
    found = relations.own_record(actor)
    if found is None:
        raise Refused(refuse(_("No record is linked to your account now. The reception can link it.")))
    subject_id, person_id = found
    seal_to([person_id])
    return {subject_id: person_id}


def may_reach(actor: Actor, reach: relations.Reach, shelf: str) -> Decision:
    """Whether the actor may see a shelf of the record of a person, reached as it is."""
    if shelf in actor.shelves or reach.by:
        return ALLOWED
    if actor.has("security.break_glass"):
        return refuse(
            _(
                "You have no care relation to this patient. In an emergency you can open the record with a reason."
            ),
            remedy=BREAK_GLASS,
        )
    return refuse(_("You have no relation to this patient."))


def _log(request: HttpRequest, actor: Actor, rule: Rule, touched: dict[UUID, UUID]) -> None:
    subjects = dict(getattr(request, "disclosed", {}))
    for subject_id in touched:
        reach = relations.look_up(subject_id)
        subjects.setdefault(subject_id, reach.by if reach and reach.by else rule.shelf)
    if not subjects and not rule.is_logged_empty:
        return
    record_access(
        actor,
        Access(
            act=rule.act,
            subjects=subjects,
            count=len(subjects) or None,
            query_hash=getattr(request, "query_hash", None),
            is_repeatable=True,
        ),
    )


def disclose(request: HttpRequest, subject_ids: "list[UUID]", *, query_hash: int | None = None) -> None:
    """Tell the rule which patients a list or search shows, so that each has a row in the log."""
    disclosed = getattr(request, "disclosed", {})
    request.disclosed = disclosed | {subject_id: "list" for subject_id in subject_ids}  # type: ignore[attr-defined]
    if query_hash is not None:
        request.query_hash = query_hash  # type: ignore[attr-defined]


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a fragment that a page fetches gets 401 and lets the page load again."""
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=401)
        response["HX-Refresh"] = "true"
        return response
    if workstation_of(request) is not None:
        # The address may be the page of whoever was here before: the next one never inherits it.
        return to_door()
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
