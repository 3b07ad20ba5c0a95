"""The form that records an operation, an illness in the family or the way of life."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from florence.records.actions.history import (
    FAMILY,
    OPERATION,
    SOCIAL,
    TOPICS,
    HistoryEntry,
    day_of,
    kind_of,
    topic_of,
)
from florence.records.queries.facts import Fact
from florence.records.reading.concepts import code_in, words_of
from florence.records.reading.family import RELATIVES, ROLE_CODE
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


BOXES = {OPERATION: {"when"}, FAMILY: {"relative", "age"}, SOCIAL: {"topic"}}
"""The boxes that count for one kind of entry alone."""


class HistoryChangeForm(HistoryForm):
    """One stored entry: its kind stays, and boxes of other kinds are not shown."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        kind = self["kind"].value()
        hidden = set().union(*(boxes for other, boxes in BOXES.items() if other != kind)) | {"kind"}
        for name in hidden:
            self.fields[name].widget = forms.HiddenInput()


def initial_of(fact: Fact) -> dict[str, Any]:
    """What the form shows for a stored entry; a note is always a new one."""
    resource, kind = fact.resource, kind_of(fact.resource)
    initial: dict[str, Any] = {"version": fact.row.version, "kind": kind}
    if kind == FAMILY:
        [condition] = resource["condition"]
        relative = code_in(resource.get("relationship"), ROLE_CODE)
        age = (condition.get("onsetAge") or {}).get("value")
        initial |= {"words": words_of(condition.get("code")), "relative": relative, "age": age}
    elif kind == SOCIAL:
        initial |= {"words": resource["valueString"], "topic": topic_of(resource)}
    else:
        initial |= {"words": words_of(resource.get("code")), "when": day_of(resource)}
    return initial
