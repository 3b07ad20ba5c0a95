"""The form that records an operation, an illness in the family or the way of life."""

from django import forms
from django.utils.translation import gettext_lazy as _

from florence.records.actions.history import FAMILY, OPERATION, SOCIAL, TOPICS, HistoryEntry
from florence.records.reading.family import RELATIVES
from florence.records.web.forms.entries import EntryForm, YearOrDayField


class HistoryForm(EntryForm):
    """One entry; which of the boxes count depends on its kind."""

    kind = forms.ChoiceField(
        label=_("What do you want to record"),
        choices=[
            (OPERATION, _("An operation or procedure")),
            (FAMILY, _("An illness in the family")),
            (SOCIAL, _("Way of life")),
        ],
        initial=OPERATION,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What"),
        help_text=_("Such as: appendix removed; type 2 diabetes; stopped smoking in 2015"),
        max_length=300,
        error_messages={"required": _("Write what it is")},
    )
    when = YearOrDayField(
        label=_("When"), required=False, help_text=_("For an operation: a year, or a day like 24/11/26")
    )
    relative = forms.ChoiceField(
        label=_("Relative"),
        help_text=_("For an illness in the family"),
        choices=[("", _("Choose")), *RELATIVES.items()],
        required=False,
    )
    age = forms.IntegerField(
        label=_("Age when it began"),
        help_text=_("For an illness in the family, in years"),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages={"invalid": _("Enter an age in years, like 52")},
    )
    topic = forms.ChoiceField(
        label=_("About"),
        help_text=_("For the way of life"),
        choices=[("", _("Choose")), *((key, words) for key, (_loinc, _full, words) in TOPICS.items())],
        required=False,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )

    def entry(self) -> HistoryEntry:
        """What was written."""
        data = self.cleaned_data
        return HistoryEntry(
            kind=data["kind"],
            words=data["words"],
            when=data["when"],
            relative=data["relative"],
            age=data["age"],
            topic=data["topic"],
            note=data["note"],
        )
