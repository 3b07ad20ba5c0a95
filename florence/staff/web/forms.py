"""Forms of the staff directory."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from florence.hospital.queries import house
from florence.security.territory import WHOLE_HOUSE, Territory
from florence.staff.actions.people import StaffWords
from florence.staff.queries import directory
from florence.staff.specialties import SPECIALTIES


class PractitionerForm(forms.Form):
    """A professional of the house."""

    title = forms.CharField(
        label=_("Title"), required=False, max_length=40, help_text=_("Such as Dr or Prof")
    )
    given = forms.CharField(label=_("Given names"), required=False, max_length=200)
    family = forms.CharField(label=_("Family name"), max_length=200)
    specialty = forms.ChoiceField(label=_("Specialty"), choices=[("", ""), *SPECIALTIES.items()])
    unit_id = forms.TypedChoiceField(label=_("Department"), required=False, empty_value=None, coerce=UUID)
    account_id = forms.TypedChoiceField(
        label=_("Account"),
        required=False,
        empty_value=None,
        coerce=UUID,
        help_text=_("The log-in with which this person works here."),
    )

    def __init__(
        self,
        *args: Any,
        practitioner_id: UUID | None = None,
        within: Territory = WHOLE_HOUSE,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        departments = [(str(row.unit_id), row.name) for row in house.list_open_departments(within)]
        accounts = [
            (str(account.id), f"{account.display_name} ({account.email})")
            for account in directory.list_free_accounts(practitioner_id, within)
        ]
        nowhere = _("No department") if within.is_whole_house else _("Choose a department")
        self.fields["unit_id"].choices = [("", nowhere), *departments]  # type: ignore[attr-defined]
        self.fields["unit_id"].required = not within.is_whole_house
        self.fields["account_id"].choices = [("", _("No account")), *accounts]  # type: ignore[attr-defined]

    def words(self) -> StaffWords:
        """The cleaned form as the action wants it."""
        named = ("family", "given", "title", "specialty", "unit_id", "account_id")
        return StaffWords(**{name: self.cleaned_data[name] for name in named})


class ChangePractitionerForm(PractitionerForm):
    """A professional to be changed, with the version that was read."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput)
