"""The form that records a problem: words, and a code from the list if one fits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from florence.records.actions.problems import ProblemEntry
from florence.records.queries.facts import Fact
from florence.records.reading.concepts import code_in, first_code, words_of
from florence.records.web.forms.entries import EntryForm, YearOrDayField
from florence.terminology.diagnoses import find_diagnosis, search_diagnoses
from florence.terminology.systems import ICD_10_CM

OFFERED = 8


class ProblemForm(EntryForm):
    """One problem. Pressing "Search" instead of "Save" offers codes for the words."""

    words = forms.CharField(
        label=_("Problem"),
        help_text=_("In your own words; codes that fit are offered below"),
        max_length=300,
        error_messages={"required": _("Name the problem")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    code = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("active", _("Active")), ("inactive", _("Inactive")), ("resolved", _("Resolved"))],
        initial="active",
        widget=forms.RadioSelect,
    )
    verification = forms.ChoiceField(
        label=_("How sure is it"),
        choices=[("confirmed", _("Confirmed")), ("provisional", _("Provisional"))],
        initial="confirmed",
        widget=forms.RadioSelect,
    )
    since = YearOrDayField(label=_("Since"), required=False, help_text=_("A year, or a day like 24/11/26"))
    until = YearOrDayField(label=_("Until"), required=False, help_text=_("Only when it is over"))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    @property
    def chosen_code(self) -> str:
        """The code that is chosen now."""
        return str(self["code"].value() or "")

    @property
    def offers(self) -> list[tuple[str, str]]:
        """The codes to choose from: the chosen one and those that fit the words."""
        return offers_for(str(self["words"].value() or ""), self.chosen_code)

    def entry(self) -> ProblemEntry:
        """What was written."""
        data = self.cleaned_data
        return ProblemEntry(
            code=data["code"],
            words=data["words"],
            status=data["status"],
            verification=data["verification"],
            since=data["since"],
            until=data["until"],
            note=data["note"],
        )


def offers_for(words: str, chosen: str = "") -> list[tuple[str, str]]:
    """Codes with their names that fit the words, the chosen one first."""
    found = {diagnosis.code: diagnosis.name for diagnosis in search_diagnoses(words, OFFERED)}
    diagnosis = find_diagnosis(chosen) if chosen else None
    if diagnosis:
        found = {diagnosis.code: diagnosis.name} | found
    return list(found.items())


def initial_of(fact: Fact) -> dict[str, Any]:
    """What the form shows for a stored Condition; a note is always a new one."""
    resource = fact.resource
    return {
        "version": fact.row.version,
        "words": words_of(resource.get("code")),
        "code": code_in(resource.get("code"), ICD_10_CM),
        "status": first_code(resource.get("clinicalStatus")) or "active",
        "verification": first_code(resource.get("verificationStatus")) or "confirmed",
        "since": str(resource.get("onsetDateTime", ""))[:10],
        "until": str(resource.get("abatementDateTime", ""))[:10],
    }
