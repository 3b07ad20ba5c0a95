"""The form of a new patient: five things that are asked for, and what may be known besides."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from florence.foundation.identifiers import new_id
from florence.patients.actions.identity import check_identifier
from florence.patients.numbers import is_hospital_number, is_taken
from florence.patients.rules import identifier_kinds, patient_resource
from florence.patients.rules.patient_resource import OFFICIAL, NameEntry
from florence.patients.rules.search_keys import bare
from florence.patients.web.forms.names import LONGEST_NAME, OtherNameLines
from florence.patients.web.forms.parts import BirthFields, ContactFields, LanguageFields, sex_field
from florence.security.decisions import ActionError

NUMBER_LINES = 2


@dataclass(frozen=True)
class NumberLine:
    """The boxes of one number."""

    kind: BoundField
    value: BoundField


class RegistrationForm(BirthFields, ContactFields, LanguageFields, OtherNameLines):
    """A new patient. `key` becomes the patient's id, so that the same form sent twice registers once."""

    field_order = (
        *("family", "given", "sex", "born", "age_years", "age_months", "phone", "has_no_phone"),
        *("language", "needs_interpreter"),
    )

    key = forms.UUIDField(widget=forms.HiddenInput)
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    family = forms.CharField(
        label=_("Family name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "dir": "auto", "autofocus": True}
        ),
        help_text=_("A person of one name has it here"),
        error_messages={"required": _("Enter the family name, or the only name")},
    )
    given = forms.CharField(
        label=_("First names"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )
    sex = sex_field()
    hospital_number = forms.CharField(
        label=_("Hospital number"),
        required=False,
        max_length=20,
        help_text=_("Leave empty to get a new one"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        initial = {"key": str(new_id())} | (more.pop("initial", None) or {})
        super().__init__(*args, initial=initial, empty=NUMBER_LINES, **more)
        for place in range(NUMBER_LINES):
            self.fields[f"kind_{place}"] = forms.ChoiceField(
                label=_("Kind"),
                required=False,
                choices=[(kind.code, kind.label) for kind in identifier_kinds.KINDS],
            )
            self.fields[f"value_{place}"] = forms.CharField(
                label=_("Number"),
                required=False,
                max_length=60,
                widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
            )

            for name in (f"kind_{place}", f"value_{place}"):
                self.fields[name].is_one_of = True  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    def number_lines(self) -> list[NumberLine]:
        """The lines of numbers, for the template."""
        return [NumberLine(self[f"kind_{place}"], self[f"value_{place}"]) for place in range(NUMBER_LINES)]

    def clean(self) -> dict[str, Any]:
        """Check the numbers as well."""
        data = super().clean()
        for place in range(NUMBER_LINES):
            if value := data.get(f"value_{place}", ""):
                try:
                    check_identifier(data.get(f"kind_{place}", ""), value)
                except ActionError as problem:
                    self.add_error(f"value_{place}", str(problem))
        return data

    def clean_hospital_number(self) -> str:
        """A typed number has a right check digit and was never given."""
        number = bare(self.cleaned_data["hospital_number"])
        if number and not is_hospital_number(number):
            raise forms.ValidationError(_("Check the hospital number: eight digits, like 004 518 23"))
        if number and is_taken(number):
            raise forms.ValidationError(
                _("This hospital number was given before. Leave it empty to get a new one")
            )
        return number

    def names(self) -> list[NameEntry]:
        """The official name and the others."""
        official = NameEntry(OFFICIAL, self.cleaned_data["family"], self.cleaned_data["given"])
        return [official, *self.entered_names()]

    def identifiers(self) -> list[dict[str, Any]]:
        """The numbers that were entered, as FHIR Identifiers; without the hospital number."""
        lines = [
            (self.cleaned_data[f"kind_{p}"], self.cleaned_data[f"value_{p}"]) for p in range(NUMBER_LINES)
        ]
        return [identifier_kinds.as_identifier(kind, value) for kind, value in lines if value]

    def resource(self) -> dict[str, Any]:
        """The FHIR Patient of what was entered."""
        born, is_estimated = self.cleaned_data["birth"]
        made = patient_resource.new_patient(
            names=self.names(), born=born, is_estimated=is_estimated, sex=self.cleaned_data["sex"]
        )
        made = patient_resource.with_contact(made, self.contact())
        made = patient_resource.with_language(
            made,
            self.cleaned_data["language"],
            needs_interpreter=self.cleaned_data["needs_interpreter"],
        )
        return made | ({"identifier": self.identifiers()} if self.identifiers() else {})
