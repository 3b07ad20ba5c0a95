"""The form of somebody unknown who arrives in an emergency: one page, two things that are asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from florence.foundation import clock
from florence.foundation.identifiers import new_id
from florence.patients.rules.births import ImplausibleBirth, birth_text_of_age
from florence.records.actions.arrivals import Arrival

SEXES = (("female", _("Female")), ("male", _("Male")), ("other", _("Other")), ("unknown", _("Not known")))
MODES = (
    ("", _("Choose")),
    ("A", _("Ambulance")),
    ("C", _("Car")),
    ("F", _("On foot")),
    ("H", _("Helicopter")),
    ("P", _("Public transport")),
    ("O", _("Other")),
    ("U", _("Not known")),
)


class ArrivalForm(forms.Form):
    """What is seen and said. `key` becomes the patient's id, so that the same form sent twice registers once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    sex = forms.ChoiceField(
        label=_("Sex, as seen"),
        choices=SEXES,
        widget=forms.RadioSelect({"autofocus": True}),
        error_messages={"required": _("Choose the sex, or “Not known”")},
    )
    age = forms.IntegerField(
        label=_("Age in years, guessed"),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("Enter the age as a whole number, like 40")},
    )
    complaint = forms.CharField(
        label=_("What happened"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Write in a few words what happened, like “found unconscious”")},
    )
    mode = forms.ChoiceField(label=_("Way of arrival"), choices=MODES, required=False)
    allergies = forms.CharField(
        label=_("Allergies"),
        required=False,
        max_length=200,
        help_text=_("Leave empty when they are not known"),
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    marks = forms.CharField(
        label=_("Marks"),
        required=False,
        max_length=300,
        help_text=_("What helps to recognise the person: a scar, a tattoo, clothes"),
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": str(new_id())})

    def clean_age(self) -> str:
        """The FHIR date of birth that the guessed age gives, "" without one."""
        age = self.cleaned_data["age"]
        if age is None:
            return ""
        try:
            return birth_text_of_age(age, 0, timezone.localtime(clock.now()).date())
        except ImplausibleBirth as problem:
            raise ValidationError(_("Check the age: it lies between 0 and 140 years")) from problem

    def arrival(self) -> Arrival:
        """What was entered."""
        data = self.cleaned_data
        words = {name: data[name] for name in ("sex", "complaint", "mode", "allergies", "marks")}
        return Arrival(born=data["age"], **words)
