"""Lines of names in a form, without a script: a few empty lines are always there, an emptied line is taken out."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from florence.patients.rules.identity_fields import name_uses
from florence.patients.rules.patient_resource import OFFICIAL, NameEntry

EMPTY_LINES = 1
MOST_LINES = 12
LONGEST_NAME = 120


@dataclass(frozen=True)
class NameLine:
    """The boxes of one name."""

    use: BoundField
    family: BoundField
    given: BoundField


class NameLines(forms.Form):
    """Lines of names; a subclass says how many there are at first by `stored`."""

    def __init__(
        self, *args: Any, stored: list[dict[str, Any]] | None = None, empty: int = EMPTY_LINES, **more: Any
    ):
        super().__init__(*args, **more)
        self.stored = stored or []
        self.lines = min(len(self.stored) + empty, MOST_LINES)
        uses = self.uses()
        for place in range(self.lines):
            kept = self.stored[place] if place < len(self.stored) else {}
            boxes: dict[str, forms.Field] = {
                f"use_{place}": forms.ChoiceField(
                    label=_("Kind"), choices=uses, initial=kept.get("use") or "usual", required=False
                ),
                f"family_{place}": _box(_("Family name"), kept.get("family") or _only_text(kept)),
                f"given_{place}": _box(_("First names"), " ".join(kept.get("given", ()))),
            }
            for name, box in boxes.items():
                box.is_one_of = True  # type: ignore[attr-defined]
                self.fields[name] = box

    def uses(self) -> list[tuple[str, str]]:
        """The kinds of names that a line may be of."""
        return list(name_uses().items())

    def name_lines(self) -> list[NameLine]:
        """The lines, for the template."""
        return [
            NameLine(self[f"use_{place}"], self[f"family_{place}"], self[f"given_{place}"])
            for place in range(self.lines)
        ]

    def entered_names(self) -> list[NameEntry]:
        """The names of the lines that are not empty."""
        entries = []
        for place in range(self.lines):
            family = self.cleaned_data.get(f"family_{place}", "")
            given = self.cleaned_data.get(f"given_{place}", "")
            if family or given:
                at = place if place < len(self.stored) else None
                entries.append(NameEntry(self.cleaned_data[f"use_{place}"] or "usual", family, given, at))
        return entries


class OtherNameLines(NameLines):
    """Names beside the official one."""

    def uses(self) -> list[tuple[str, str]]:
        """Every kind but the official name."""
        return [(use, words) for use, words in name_uses().items() if use not in (OFFICIAL, "temp")]


def _box(label: Any, initial: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        initial=initial,
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )


def _only_text(name: dict[str, Any]) -> str:
    return "" if name.get("given") else str(name.get("text", ""))
