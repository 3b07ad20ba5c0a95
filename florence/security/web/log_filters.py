"""The filter of the log as a form."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from florence.security import relations
from florence.security.acts import known_acts
from florence.security.queries.access_log import LogFilter
from florence.ui.widgets import DayField


class LogFilterForm(forms.Form):
    """What to look for in the log. People are named by ids, so that no name stands in an address."""

    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    act = forms.ChoiceField(label=_("What"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)
    refused = forms.BooleanField(label=_("Refused only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = self.fields["act"]
        assert isinstance(acts, forms.ChoiceField)  # noqa: S101
        acts.choices = [("", _("Everything")), *known_acts()]

    def filters(self, *, touches_records: bool | None = None) -> LogFilter:
        """The filter that the form means; fields that can't be read do not narrow."""
        chosen = self.cleaned_data
        patient = chosen.get("patient")
        return LogFilter(
            subject_ids=_subjects_of_same_person(patient) if patient else (),
            account_id=chosen.get("person"),
            act=chosen.get("act", ""),
            since=_start_of(chosen.get("since")),
            until=_start_of(chosen.get("until"), days_later=1),
            is_refused=bool(chosen.get("refused")),
            touches_records=touches_records,
        )


class RecordLogFilterForm(LogFilterForm):
    """The same with a patient."""

    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)


def _subjects_of_same_person(subject_id: UUID) -> tuple[UUID, ...]:
    person_id = relations.person_of(subject_id)
    return tuple(relations.subjects_of(person_id)) if person_id else (subject_id,)


def _start_of(day: date | None, *, days_later: int = 0) -> datetime | None:
    if day is None:
        return None
    local = timezone.get_current_timezone()
    return datetime.combine(day + timedelta(days=days_later), time.min, tzinfo=local)
