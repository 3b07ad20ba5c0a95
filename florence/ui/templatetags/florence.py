"""The only way dates, numbers, ages, money and icons are printed: each isolated for direction."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.ui import ages, fields, figures, moments

register = template.Library()

LEFT_TO_RIGHT = '<bdi dir="ltr">{}</bdi>'
DATED = '<time datetime="{}"><bdi dir="ltr">{}</bdi></time>'


@register.filter
def when(value: date | None, form: moments.Form = "workspace") -> SafeString:
    """A date or aware moment in the site's zone; forms "workspace", "portal", "time". None is "Not known"."""
    if value is None:
        return missing()
    shown = moments.words(value, form)
    if form == "portal":
        # A phrase in the reader's language: it keeps that direction and may break after the day of the week.
        return format_html(
            '<time class="phrase" datetime="{}"><bdi>{}</bdi></time>', moments.machine(value), shown
        )
    return format_html(DATED, moments.machine(value), shown)


@register.simple_tag
def age(born: date | None, at: date | None = None) -> SafeString:
    """The age in words at a moment (now when none is given); empty without a birth date."""
    if born is None:
        return SafeString("")
    return format_html(LEFT_TO_RIGHT, ages.age_words(born, at or moments.local(clock.now())))


@register.filter
def identifier(number: str, groups: str = figures.HOSPITAL_GROUPS) -> SafeString:
    """An identifier in groups of digits, 3-3-2 unless another grouping is given; empty is "Not known"."""
    return format_html(LEFT_TO_RIGHT, figures.grouped(number, groups)) if number else missing()


@register.simple_tag
def quantity(value: Decimal | int | str | None, unit: str = "", form: str = "measured") -> SafeString:
    """A value with its unit; form "measured" keeps every digit, form "dose" drops trailing zeros."""
    if value is None or value == "":
        return missing()
    shown = figures.dose(Decimal(value)) if form == "dose" else figures.amount(value)
    words = figures.unit_words(unit)
    if not words:
        return format_html('<bdi dir="ltr" class="value">{}</bdi>', shown)
    return format_html(
        '<bdi dir="ltr" class="nowrap"><span class="value">{}</span> <span class="unit">{}</span></bdi>',
        shown,
        words,
    )


@register.simple_tag
def money(value: Decimal | None, currency: str) -> SafeString:
    """An amount with its currency (an ISO 4217 code); None is "Not known"."""
    return missing() if value is None else format_html(LEFT_TO_RIGHT, figures.money(value, currency))


@register.simple_tag
def icon(name: str, label: str = "", flip: bool = False, style: str = "") -> SafeString:
    """An icon of the sprite: hidden from screen readers unless it stands alone and has a label."""
    if label:
        return _icon(name, flip, style, format_html('role="img" aria-label="{}"', label))
    return _silent_icon(name, flip, style)


@lru_cache(maxsize=1_000)
def _silent_icon(name: str, flip: bool, style: str) -> SafeString:
    return _icon(name, flip, style, SafeString('aria-hidden="true"'))


def _icon(name: str, flip: bool, style: str, said: SafeString) -> SafeString:
    classes = f"icon{' flip' if flip else ''}{' ' + style if style else ''}"
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"/></svg>', classes, said, static("ui/icons.svg"), name
    )


@register.simple_tag
def missing() -> SafeString:
    """The words for a value that nobody recorded; never a blank, a question mark or a zero."""
    return format_html('<span class="missing">{}</span>', _("Not known"))


@register.simple_tag
def field_parts(field: BoundField, label: str = "", hint: str = "") -> fields.FieldParts:
    """The parts of a bound form field, for ``<c-field>``."""
    return fields.parts_of(field, label, hint)
