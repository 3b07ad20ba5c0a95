"""Fields that registration and the change of an identity share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from florence.foundation import clock
from florence.patients.rules import births, languages
from florence.patients.rules.births import ImplausibleBirth
from florence.patients.rules.patient_resource import Contact
from florence.patients.rules.reasons import REASONS
from florence.ui.widgets import BirthDateField

EITHER_OR = ("born", "age_years", "age_months", "phone")
SEXES = (("female", _("Female")), ("male", _("Male")), ("other", _("Other")), ("unknown", _("Not known")))
FEWEST_DIGITS, MOST_DIGITS = 5, 15
"""ITU-T E.164 allows 15 digits; internal and short local numbers have fewer."""


def sex_field() -> forms.ChoiceField:
    """Female, male, other or not known."""
    return forms.ChoiceField(
        label=_("Sex"),
        choices=SEXES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the sex, or “Not known”")},
    )


def reason_field() -> forms.ChoiceField:
    """Why an identity is changed, by one tap."""
    return forms.ChoiceField(
        label=_("Reason for the change"),
        choices=tuple(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason for the change")},
    )


def mark_either_or(form: forms.Form) -> None:
    """Fields of which one is needed are not called optional."""
    for name in EITHER_OR:
        if name in form.fields:
            form.fields[name].is_one_of = True  # type: ignore[attr-defined]


class BirthFields(forms.Form):
    """A birth date, or an age when the date is not known; exactly one of both."""

    born = BirthDateField(label=_("Date of birth"), required=False, help_text=_("For example 14 3 1958"))
    age_years = forms.IntegerField(
        label=_("Age in years"),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("Enter the age as a whole number, like 40")},
    )
    age_months = forms.IntegerField(
        label=_("and months"),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={"invalid": _("Enter the months as a whole number, like 6")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        mark_either_or(self)

    def clean(self) -> dict[str, Any]:
        """Turn what was entered into `birth`: a FHIR date and whether it is an estimate."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "born" in self.errors or "age_years" in self.errors or "age_months" in self.errors:
            return data
        try:
            data["birth"] = self._birth(data)
        except ValidationError as problem:
            self.add_error("born", problem)
        return data

    def _birth(self, data: dict[str, Any]) -> tuple[str, bool]:
        born, years, months = data.get("born"), data.get("age_years"), data.get("age_months")
        has_age = years is not None or months is not None
        if born and has_age:
            raise ValidationError(_("Enter the date of birth or an age, not both"))
        if born is None and not has_age:
            raise ValidationError(_("Enter the date of birth, or the age if the date is not known"))
        today = timezone.localtime(clock.now()).date()
        try:
            if born is None:
                return births.birth_text_of_age(years or 0, months or 0, today), True
            births.check_plausible(born, today)
        except ImplausibleBirth as problem:
            raise ValidationError(_("Check the birth: it lies between 140 years ago and today")) from problem
        return born.isoformat(), False


class ContactFields(forms.Form):
    """Phone or the statement that there is none, e-mail and address."""

    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "class": "medium", "dir": "ltr"}),
    )
    has_no_phone = forms.BooleanField(label=_("Has no phone"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "class": "medium"}),
        error_messages={"invalid": _("Enter an e-mail address, like name@example.org")},
    )
    street = forms.CharField(
        label=_("Street, house, landmark"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off", "dir": "auto"}),
    )
    city = forms.CharField(label=_("Town or village"), required=False, max_length=120)
    district = forms.CharField(label=_("District"), required=False, max_length=120)
    postal_code = forms.CharField(label=_("Postal code"), required=False, max_length=20)
    country = forms.CharField(label=_("Country"), required=False, max_length=60)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        mark_either_or(self)

    def clean(self) -> dict[str, Any]:
        """Ask for a phone number or the statement that there is none."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        phone, has_none = data.get("phone", ""), data.get("has_no_phone")
        if phone and not is_phone_number(phone):
            self.add_error("phone", _("Enter a phone number, like 07700 900 982"))
        elif phone and has_none:
            self.add_error("phone", _("Enter a phone number, or tick “Has no phone”, not both"))
        elif not phone and not has_none:
            self.add_error("phone", _("Enter a phone number, or tick “Has no phone”"))
        return data

    def contact(self) -> Contact:
        """What was entered."""
        return Contact(**{name: self.cleaned_data[name] for name in Contact.__dataclass_fields__})


class LanguageFields(forms.Form):
    """The preferred language, and whether an interpreter is needed."""

    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = str(self.initial.get("language") or "")
        known = languages.choices()
        # What another hospital sent may be a language that we do not name.
        others = [(chosen, chosen)] if chosen and chosen not in dict(known) else []
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=[("", _("Choose")), *known, *others],
            error_messages={"required": _("Choose the language the patient speaks best")},
        )


def is_phone_number(text: str) -> bool:
    """Whether a text can be a phone number: as many digits as one has, and the signs written between them."""
    digits = sum(sign.isdigit() for sign in text)
    return FEWEST_DIGITS <= digits <= MOST_DIGITS and all(
        sign.isdigit() or sign in "+()-./ x" for sign in text
    )
