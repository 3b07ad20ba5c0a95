"""The form for a set of vital signs; each value has its unit beside it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_time
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from florence.foundation import clock
from florence.records.actions.vitals import SIGNS, VitalsEntry
from florence.records.web.forms.entries import EntryForm
from florence.ui.figures import unit_words
from florence.ui.widgets import DayField, NumberField


@dataclass(frozen=True)
class ValueBox:
    """The box of one value with its unit; none of them must be filled, so none says that it is optional."""

    id: str
    label: str
    unit: str
    error: str
    control: SafeString


class VitalsForm(EntryForm):
    """One set of values with the moment at which they were taken; `confirm_<sign>` confirms an unlikely one."""

    day = DayField(label=_("Day"))
    time = forms.CharField(
        label=_("Time"),
        max_length=5,
        widget=forms.TextInput({"class": "short", "autocomplete": "off", "inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        now = timezone.localtime(clock.now())
        self.initial.setdefault("day", now.date())
        self.initial.setdefault("time", f"{now:%H:%M}")
        for key, sign in SIGNS.items():
            self.fields[key] = NumberField(label=sign.label, required=False)
        self.questions: dict[str, str] = {}

    @property
    def pairs(self) -> list[list["ValueBox"]]:
        """The boxes of the values, two in a row, those that are read together beside each other."""
        boxes = [self._box(key) for key in SIGNS]
        return [boxes[place : place + 2] for place in range(0, len(boxes), 2)]

    def _box(self, key: str) -> "ValueBox":
        bound = self[key]
        error = str(bound.errors[0]) if bound.errors else ""
        wiring: dict[str, str | bool] = {}
        if error:
            wiring = {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}-error"}
        control = bound.as_widget(attrs=wiring)
        return ValueBox(bound.auto_id, str(bound.label), unit_words(SIGNS[key].unit), error, control)

    def ask(self, questions: dict[str, str]) -> None:
        """Ask about unlikely values: the form then offers to confirm each."""
        self.questions = questions

    @property
    def confirmations(self) -> list[dict[str, str]]:
        """What is to be confirmed: each holds for the very value that was asked about."""
        values = self.cleaned_data if self.questions else {}
        return [
            {"name": f"confirm_{key}", "value": str(values.get(key)), "question": question}
            for key, question in self.questions.items()
        ]

    def clean_time(self) -> str:
        """A time of day, as 22:06 or 2206."""
        text = self.cleaned_data["time"].strip().replace(".", ":")
        text = f"{text[:-2]}:{text[-2:]}" if text.isdigit() and len(text) in (3, 4) else text
        try:
            found = parse_time(text)
        except ValueError:
            found = None
        if found is None:
            raise forms.ValidationError(_("Enter a time, like 22:06"))
        return f"{found:%H:%M}"

    def entry(self) -> VitalsEntry:
        """What was written."""
        data = self.cleaned_data
        values: dict[str, Decimal] = {key: data[key] for key in SIGNS if data.get(key) is not None}
        return VitalsEntry(
            values=values,
            taken_at=self._taken_at(),
            confirmed=frozenset(
                key for key in SIGNS if self.data.get(f"confirm_{key}") == str(values.get(key))
            ),
            note=data["note"],
        )

    def _taken_at(self) -> datetime:
        """The moment of day and time; the minute that is running now counts as now."""
        hours, minutes = self.cleaned_data["time"].split(":")
        day = self.cleaned_data["day"]
        at = datetime(
            day.year, day.month, day.day, int(hours), int(minutes), tzinfo=timezone.get_current_timezone()
        )
        now = clock.now()
        return now if at.replace(second=0) == timezone.localtime(now).replace(second=0, microsecond=0) else at
