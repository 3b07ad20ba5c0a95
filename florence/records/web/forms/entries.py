"""What the forms of the chart share: a key against sending twice, the version that was read, where to go back."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from florence.foundation.identifiers import new_id
from florence.ui.widgets import DayBox, DayField

_YEAR = re.compile(r"\d{4}(?:-\d{2})?")


class EntryForm(forms.Form):
    """A form that writes one entry of the record.

    `key` becomes the id of a new entry, so that the same form sent twice writes one entry; `version` is the
    version of the entry that the form was filled from; `tab` is where the form was opened.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    tab = forms.SlugField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **settings: Any) -> None:
        given = settings.pop("initial", None) or {}
        settings["initial"] = {"key": str(new_id()), **given}
        super().__init__(*args, **settings)
        self.is_sent = self.is_bound


class YearOrDayField(DayField):
    """A year alone or a day as people write it; cleans to a FHIR date, "" for nothing."""

    widget = DayBox
    default_error_messages = {"invalid": _("Enter a year like 2019, or a day like 24/11/26")}

    def to_python(self, value: Any) -> Any:
        """The FHIR date of what was written; raises ValidationError when it can't be read."""
        words = str(value or "").strip()
        if not words or _YEAR.fullmatch(words):
            return words
        day = super().to_python(words)
        return day.isoformat() if day else ""


class WithdrawForm(EntryForm):
    """Taking an entry back: refuted or entered in error, and why."""

    to = forms.ChoiceField(
        label=_("What is wrong with it"),
        choices=[
            ("refuted", _("It was checked and is not true")),
            ("entered-in-error", _("It was entered by mistake")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write why, so that the next reader understands")},
    )
