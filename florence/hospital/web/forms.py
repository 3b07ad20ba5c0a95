"""Forms of the house."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from florence.hospital.models import Location
from florence.hospital.queries import house
from florence.security.models import Unit
from florence.security.territory import WHOLE_HOUSE, Territory


class UnitForm(forms.Form):
    """A new organisation, site, department or ward."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"))
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Only a site has one; all its times are shown in it."),
    )

    def __init__(self, *args: object, kinds: tuple[str, ...] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(kind, Unit.Kind(kind).label) for kind in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        if Unit.Kind.SITE in kinds:
            zones = [("", ""), *((zone, zone) for zone in sorted(available_timezones()))]
            self.fields["zone"].choices = zones  # type: ignore[attr-defined]
        else:
            del self.fields["zone"]


class PlaceForm(forms.Form):
    """A new building, wing, ward, room or bed."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"))
    organization_id = forms.TypedChoiceField(
        label=_("Run by"),
        required=False,
        empty_value=None,
        help_text=_("The department that runs this place."),
    )

    def __init__(
        self, *args: object, kinds: tuple[str, ...] = (), within: Territory = WHOLE_HOUSE, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, Location.Kind(kind).label) for kind in kinds
        ]
        departments = [(str(row.id), row.name) for row in house.list_open_departments(within)]
        self.fields["organization_id"].choices = [("", _("Nobody in particular")), *departments]  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """Another name, with the version that was read."""

    name = forms.CharField(label=_("Name"), max_length=200)
    expected_version = forms.IntegerField(widget=forms.HiddenInput)
