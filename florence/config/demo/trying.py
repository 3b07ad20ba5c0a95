"""What a visitor can try in the demo hospital with each account, in plain words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Try:
    """One thing to try: what happens, and where: the name of a page, or a member of the cast whose record it is."""

    words: str | Promise
    view: str = ""
    person: str = ""


TRIES: dict[str, tuple[Try, ...]] = {
    "patient": (
        Try(
            _("Read a new blood test of today. It is too high, and the page says what that means."),
            "portal:portal_results",
        ),
        Try(_("See who opened your record, and why. Ask about a day."), "portal:portal_access"),
        Try(
            _("Take a copy of your whole record along, to read or for another hospital."),
            "portal:portal_copy",
        ),
        Try(_("Turn on dark colours in your settings."), "own:settings"),
    ),
    "reception": (
        Try(
            _("Find Katarzyna Nowak by a name you only heard, such as Novak. She may be here twice."),
            "patients:workspace_search",
        ),
        Try(
            _("Register somebody new. Start with Maryam Anderson: you are warned that she is here."),
            "patients:workspace_register",
        ),
        Try(
            _(
                "Open a singer everybody knows. You see her name and contact data, and nothing of her illness."
            ),
            person="public-person",
        ),
        Try(_("Open a man whom nobody knows yet, brought in two hours ago."), person="unknown-man"),
    ),
    "doctor": (
        Try(
            _(
                "Oliver Grant has a sore throat today, and penicillin could kill him. See how the chart says so."
            ),
            person="penicillin",
        ),
        Try(
            _("George Papadakis takes warfarin. Read the result of today, and its line over the years."),
            person="warfarin",
        ),
        Try(_("Bernard Moreau has a potassium of 6.8 that nobody has seen yet."), person="potassium"),
        Try(
            _(
                "Write an allergy, a problem or vital signs, close the page half way, and find your draft again."
            ),
            "own:drafts",
        ),
        Try(
            _("Open Edith Palmer, whom you do not care for. You need a reason, and it is reviewed."),
            person="no-phone",
        ),
        Try(_("Open a record of 20,000 entries. It is as quick as the others."), person="long-history"),
    ),
    "nurse": (
        Try(
            _("Measure a child of 14 kg: a weight in pounds, or one that cannot be, is noticed."),
            person="small-child",
        ),
        Try(
            _(
                "Daniel Whitfield has a restricted note. The doctor sees it. You do not, and nothing hints at it."
            ),
            person="restricted",
        ),
        Try(_("Look through today's work on a phone."), "workspace:workspace_home"),
    ),
    "privacy": (
        Try(
            _("Two records were opened in an emergency. Decide whether that was right."),
            "security:workspace_reviews",
        ),
        Try(
            _(
                "Three people were curious: a nurse at a singer's chart, somebody at her own data, "
                "and a doctor at a dozen charts within six minutes. Find them."
            ),
            "security:workspace_access_log",
        ),
        Try(_("A patient asks about a day. Answer her."), "security:workspace_questions"),
    ),
    "admin": (
        Try(
            _("Take a role from somebody who is signed in. The next click is refused."),
            "security:workspace_accounts",
        ),
        Try(_("Make a role of your own, and say how far it reaches."), "security:workspace_roles"),
        Try(_("Open a department, a ward or a bed."), "hospital:workspace_departments"),
        Try(_("Throw away what visitors wrote: make the demo anew."), "demo:reset"),
    ),
}
