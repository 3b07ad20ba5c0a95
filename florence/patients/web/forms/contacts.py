"""The forms of the people around a patient."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from florence.foundation.identifiers import new_id
from florence.patients.rules.people_around import CALLED_FOR, KINSHIPS, PersonAround
from florence.patients.web.forms.names import LONGEST_NAME
from florence.patients.web.forms.parts import is_phone_number, reason_field


class PersonAroundForm(forms.Form):
    """Somebody to add. `key` becomes the entry's id, so that the same form sent twice adds once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
        error_messages={"required": _("Enter the name")},
    )
    kinship = forms.ChoiceField(
        label=_("Is the patient’s"),
        choices=(("", _("Choose")), *KINSHIPS.items()),
        error_messages={"required": _("Choose what the person is to the patient")},
    )
    called_for = forms.MultipleChoiceField(
        label=_("To be called as"),
        required=False,
        choices=tuple(CALLED_FOR.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "class": "medium", "dir": "ltr"}),
    )
    reason = reason_field()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(new_id())})

    def clean_phone(self) -> str:
        """A phone number, or nothing."""
        phone: str = self.cleaned_data["phone"]
        if phone and not is_phone_number(phone):
            raise forms.ValidationError(_("Enter a phone number, like 07700 900 982"))
        return phone

    def person(self) -> PersonAround:
        """What was entered."""
        data = self.cleaned_data
        return PersonAround(data["name"], data["kinship"], tuple(data["called_for"]), data["phone"])
