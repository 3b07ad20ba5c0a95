"""The form that records an allergy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from florence.records.actions.allergies import AllergyEntry
from florence.records.queries.facts import Fact
from florence.records.reading.allergies import reactions_in, worst_severity
from florence.records.reading.concepts import first_code, words_of
from florence.records.web.forms.entries import EntryForm, YearOrDayField
from florence.terminology.allergens import ALLERGENS, REACTIONS


class AllergyForm(EntryForm):
    """One allergy: substance, reactions, severity of the worst, status, how sure, since when."""

    substance = forms.CharField(
        label=_("Substance"),
        help_text=_("Start typing, or write it in your own words"),
        max_length=200,
        widget=forms.TextInput({"list": "allergens", "autocomplete": "off"}),
        error_messages={"required": _("Name the substance, like penicillin")},
    )
    reactions = forms.MultipleChoiceField(
        label=_("Reactions"),
        help_text=_("At least one; “Reaction not known” is one too"),
        choices=REACTIONS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reaction, or “Reaction not known”")},
    )
    other_reaction = forms.CharField(label=_("Another reaction"), max_length=200, required=False)
    severity = forms.ChoiceField(
        label=_("Severity of the worst reaction"),
        choices=[("mild", _("Mild")), ("moderate", _("Moderate")), ("severe", _("Severe"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how severe the worst reaction was")},
    )
    verification = forms.ChoiceField(
        label=_("How sure is it"),
        choices=[
            ("confirmed", _("Confirmed")),
            ("presumed", _("Presumed")),
            ("unconfirmed", _("Not confirmed")),
        ],
        initial="confirmed",
        widget=forms.RadioSelect,
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("active", _("Active")), ("inactive", _("Inactive")), ("resolved", _("Resolved"))],
        initial="active",
        widget=forms.RadioSelect,
    )
    since = YearOrDayField(label=_("Since"), required=False, help_text=_("A year, or a day like 24/11/26"))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        if self.is_bound and str(self.data.get("other_reaction", "")).strip():
            self.fields["reactions"].required = False

    @property
    def suggestions(self) -> list[str]:
        """The names to choose from."""
        return [str(allergen.name) for allergen in ALLERGENS]

    def entry(self) -> AllergyEntry:
        """What was written; a name of the shipped list is taken as its entry."""
        data = self.cleaned_data
        key = _key_of(data["substance"])
        return AllergyEntry(
            allergen=key,
            substance="" if key else data["substance"],
            reactions=tuple(data["reactions"]),
            other_reaction=data["other_reaction"],
            severity=data["severity"],
            status=data["status"],
            verification=data["verification"],
            since=data["since"],
            note=data["note"],
        )


def _key_of(name: str) -> str:
    plain = name.strip().casefold()
    for allergen in ALLERGENS:
        if plain in (str(allergen.name).casefold(), allergen.key.replace("-", " ")):
            return allergen.key
    return ""


def initial_of(fact: Fact) -> dict[str, Any]:
    """What the form shows for a stored AllergyIntolerance; a note is always a new one."""
    resource = fact.resource
    named = {str(label): key for key, label in REACTIONS}
    words = reactions_in(resource)
    return {
        "version": fact.row.version,
        "substance": words_of(resource.get("code")),
        "reactions": [named[each] for each in words if each in named],
        "other_reaction": ", ".join(each for each in words if each not in named),
        "severity": worst_severity(resource),
        "status": first_code(resource.get("clinicalStatus")) or "active",
        "verification": first_code(resource.get("verificationStatus")) or "confirmed",
        "since": resource.get("onsetDateTime", "")[:10],
    }
