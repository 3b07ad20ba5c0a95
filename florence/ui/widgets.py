"""Boxes for dates and numbers.

The browser's own are refused: their order of day and month depends on the machine, and their spinner and
scroll wheel change values silently.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from florence.ui import moments, spoken_days


class DateBoxes(forms.MultiWidget):
    """Day, month and year in three boxes, each with its word: for dates that people know by heart."""

    use_fieldset = True
    template_name = "ui/widgets/date_boxes.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__({part: forms.TextInput(number) for part in ("day", "month", "year")}, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        """The three numbers of a stored date."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class BirthDateField(forms.MultiValueField):
    """A date in three boxes; cleans to a ``date``. A month may be written as 3, 03 or mar."""

    widget = DateBoxes
    default_error_messages = {
        "required": _("Enter the date, like 14 3 1958"),
        "incomplete": _("Enter day, month and year"),
        "invalid": _("This day does not exist. Enter a date like 14 3 1958"),
    }

    def __init__(self, **settings: Any) -> None:
        parts = [forms.CharField(max_length=length, required=False) for length in (2, 9, 4)]
        super().__init__(parts, require_all_fields=False, **settings)

    def compress(self, data_list: list[str]) -> date | None:
        """The date of the parts; raises ValidationError when one is missing or the day does not exist."""
        if not any(data_list):
            return None
        if not all(data_list):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            return spoken_days.from_parts(*data_list)
        except ValueError as problem:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from problem


class DayBox(forms.TextInput):
    """A text box for a day, shown as 24-Nov-2026, with a calendar and the day that was understood in words."""

    template_name = "ui/widgets/day.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "class": "medium"} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The context with the address that tells which day is understood."""
        return super().get_context(name, value, {"data-day": reverse("day_words")} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        """A stored date in the workspace's words; what the person typed stays as typed."""
        return moments.words(value) if isinstance(value, date) else super().format_value(value)


class DayField(forms.Field):
    """A day as people write it: 24/11/26, 24 nov, 24-Nov-2026, today, t+3; cleans to a ``date``."""

    widget = DayBox
    default_error_messages = {
        "required": _("Enter a date, like 24/11/26"),
        "invalid": _("Enter a date, like 24/11/26, 24 nov or t+3"),
    }

    def to_python(self, value: Any) -> date | None:
        """The day that was written; raises ValidationError when it cannot be read or does not exist."""
        if value is None or isinstance(value, date):
            return value
        text = str(value).strip()
        if not text:
            return None
        try:
            return spoken_days.parse(text)
        except ValueError as problem:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from problem


class NumberBox(forms.TextInput):
    """A text box for a number, with the number keys on a phone."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "class": "short"} | (attrs or {}))


class NumberField(forms.Field):
    """A decimal number that keeps the digits it was written with; a decimal comma is read as a point."""

    widget = NumberBox
    default_error_messages = {"invalid": _("Enter a number, like 71.5")}

    def to_python(self, value: Any) -> Decimal | None:
        """The number; raises ValidationError when it is none, or is not finite."""
        text = str(value or "").strip().replace(",", ".")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation as problem:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from problem
        if not number.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number
