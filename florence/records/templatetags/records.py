"""How times of the record are printed: as precisely as they were recorded, isolated for direction."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from florence.records.reading.measurements import Measurement
from florence.records.reading.times import RecordedTime
from florence.ui import figures
from florence.ui.templatetags.florence import DATED, missing

register = template.Library()


@register.simple_tag
def recorded(time: RecordedTime | None) -> SafeString:
    """A recorded time; "Not known" when there is none."""
    if time is None:
        return missing()
    if not time.machine:
        return format_html("<bdi>{}</bdi>", time.words)
    return format_html(DATED, time.machine, time.words)


@register.simple_tag
def recorded_day(time: RecordedTime | None) -> SafeString:
    """The day of a recorded time, for lists in which the clock time tells nothing."""
    if time is None or not time.machine:
        return recorded(time)
    day = time.words.split(" ")[0]
    return format_html(DATED, time.machine, day)


@register.simple_tag
def measured(value: Measurement) -> SafeString:
    """A measured value: its words, or its number with the unit, or its parts; "Not recorded" when there is none."""
    if value.text and value.unit:
        unit = SafeString(' <span class="unit">mmHg</span>' if value.is_pressure else "")
        return format_html(
            '<bdi dir="ltr" class="nowrap"><span class="value">{}</span>{}</bdi>', value.text, unit
        )
    if value.value is not None and not value.text:
        return value_with_unit(value.value, value.unit)
    if value.text or value.parts:
        return format_html("<bdi>{}</bdi>", value.words)
    return format_html('<span class="missing">{}</span>', _("Not recorded"))


@register.simple_tag
def mark(value: Measurement) -> SafeString:
    """How a value lies to its usual range, when it lies outside: an arrow and the word."""
    match value.mark:
        case "critical-high":
            return format_html('<span class="mark critical">↑ {}</span>', _("critical high"))
        case "critical-low":
            return format_html('<span class="mark critical">↓ {}</span>', _("critical low"))
        case "high":
            return format_html('<span class="mark">↑ {}</span>', _("high"))
        case "low":
            return format_html('<span class="mark">↓ {}</span>', _("low"))
    return SafeString("")


@register.simple_tag
def value_with_unit(value: Decimal, unit: str) -> SafeString:
    """A value with its unit, which may stand under it where there is little room."""
    return format_html(
        '<bdi dir="ltr"><span class="value">{}</span> <span class="unit nowrap">{}</span></bdi>',
        figures.amount(value),
        figures.unit_words(unit),
    )
