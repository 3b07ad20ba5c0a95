"""The forms of the portal."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.foundation import clock
from florence.portal.rules.parts import PART_TITLES
from florence.records.reading.copies import PARTS, CopyWish
from florence.security.actions.questions import LONGEST
from florence.ui.widgets import DayField

ALL, YEAR, DAYS = "all", "year", "days"
_YEAR = timedelta(days=365)


class QuestionForm(forms.Form):
    """A question about who opened the record."""

    question = forms.CharField(
        label=gettext_lazy("What would you like to know?"),
        help_text=gettext_lazy("The person who looks after privacy in this hospital answers you here."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write your question.")},
    )


class CopyForm(forms.Form):
    """Which parts of the record, and of which time."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Which parts?"),
        choices=[(part, PART_TITLES[part]) for part in PARTS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one part of your record.")},
    )
    period = forms.ChoiceField(
        label=gettext_lazy("From which time?"),
        help_text=gettext_lazy("Allergies, illnesses and medicines are always copied whole."),
        choices=[
            (ALL, gettext_lazy("All of it")),
            (YEAR, gettext_lazy("The last 12 months")),
            (DAYS, gettext_lazy("Between two days")),
        ],
        widget=forms.RadioSelect,
    )
    since = DayField(
        label=gettext_lazy("First day"), help_text=gettext_lazy("Like 24 Nov 2025"), required=False
    )
    until = DayField(
        label=gettext_lazy("Last day"), help_text=gettext_lazy("Like 24 Nov 2026"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Two days are needed, in their order, when the period is between them."""
        cleaned = super().clean() or {}
        if cleaned.get("period") != DAYS:
            return cleaned
        since, until = cleaned.get("since"), cleaned.get("until")
        for name, day in (("since", since), ("until", until)):
            if day is None and name not in self.errors:
                self.add_error(name, _("Enter a day, like 24 Nov 2026"))
        if since and until and since > until:
            self.add_error("until", _("The last day must not be before the first."))
        return cleaned

    def wish(self) -> CopyWish:
        """What is wished for; only of a valid form."""
        since, until = self._days()
        return CopyWish(frozenset(self.cleaned_data["parts"]), since, until)

    def _days(self) -> tuple[date | None, date | None]:
        period = self.cleaned_data["period"]
        if period == DAYS:
            return self.cleaned_data["since"], self.cleaned_data["until"]
        if period == YEAR:
            return timezone.localtime(clock.now() - _YEAR).date(), None
        return None, None
