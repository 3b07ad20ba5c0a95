"""Results in plain words: the sentence first, then the number; neutral, and never an interpretation."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.clinical.results import Flag
from florence.clinical.vitals import vital_sign
from florence.portal.rules.lines import Mark, alone
from florence.portal.rules.times import day_words
from florence.records.reading.measurements import Measurement
from florence.terminology.patient_words import words_for_test
from florence.ui import figures

_SENTENCES: dict[Flag, Promise] = {
    Flag.NORMAL: gettext_lazy("In the usual range"),
    Flag.HIGH: gettext_lazy("Higher than usual"),
    Flag.LOW: gettext_lazy("Lower than usual"),
    Flag.CRITICAL_HIGH: gettext_lazy("Much higher than usual"),
    Flag.CRITICAL_LOW: gettext_lazy("Much lower than usual"),
    Flag.INCOMPLETE: gettext_lazy("No value was recorded"),
}
_MARKS: dict[Flag, tuple[str, str]] = {
    Flag.NORMAL: ("ok", "check"),
    Flag.HIGH: ("warn", "arrow-up"),
    Flag.LOW: ("warn", "arrow-down"),
    Flag.CRITICAL_HIGH: ("stop", "arrow-up"),
    Flag.CRITICAL_LOW: ("stop", "arrow-down"),
}
# How LOINC's long names go on after what was measured; patients need none of it.
_PROPERTY = re.compile(r"\s*\[[^\]]*\]")
_METHOD = re.compile(r"\s+by\s+[A-Z].*$")
_SPECIMENS = (
    (" in Serum, Plasma or Blood", gettext_lazy("%(test)s in blood")),
    (" in Serum or Plasma", gettext_lazy("%(test)s in blood")),
    (" in Platelet poor plasma", gettext_lazy("%(test)s in blood")),
    (" in Blood", gettext_lazy("%(test)s in blood")),
    (" in Urine", gettext_lazy("%(test)s in urine")),
)


@dataclass(frozen=True)
class PlainResult:
    """One result as its owner reads it. `change` compares with the value before; "" when there is none."""

    measurement: Measurement
    name: str
    meaning: str
    sentence: str
    mark: Mark | None
    when: str
    change: str = ""
    url: str = ""

    @property
    def ranges(self) -> list[tuple[str, str]]:
        """The usual ranges with what they are of: one without a name, or one for each number."""
        parts = [(plain_test_name(part), part) for part in self.measurement.parts]
        known = [(name, part) for name, part in [("", self.measurement), *parts] if part.usual_words]
        return [(name, f"{part.usual_words} {figures.unit_words(part.unit)}".strip()) for name, part in known]

    @property
    def is_critical(self) -> bool:
        """Whether the person should hear of it from their care team at once."""
        return self.measurement.is_critical

    @property
    def value_words(self) -> str:
        """The value with its unit."""
        return value_words(self.measurement)


def plain_result(
    measurement: Measurement, *, before: Measurement | None = None, url: str = ""
) -> PlainResult:
    """A measurement in plain words; `before` is the previous value of the same test."""
    words = words_for_test(measurement.code)
    return PlainResult(
        measurement=measurement,
        name=plain_test_name(measurement),
        meaning=str(words.meaning) if words else "",
        sentence=sentence_of(measurement),
        mark=mark_of(measurement),
        when=day_words(measurement.at),
        change=change_words(measurement, before),
        url=url,
    )


def plain_test_name(measurement: Measurement) -> str:
    """What was measured, in plain words where they are written, else in a shorter form of its own name."""
    words, sign = words_for_test(measurement.code), vital_sign(measurement.code)
    if words is not None:
        return str(words.name)
    return str(sign.patient_label) if sign else _shorter(measurement.name)


def sentence_of(measurement: Measurement) -> str:
    """What the value is beside the usual range; "" where nothing is known to compare it with."""
    return str(_SENTENCES.get(measurement.flag, ""))


def mark_of(measurement: Measurement) -> Mark | None:
    """The same as a mark; none where nothing is known to compare with."""
    found = _MARKS.get(measurement.flag)
    return Mark(str(_SENTENCES[measurement.flag]), *found) if found else None


def value_words(measurement: Measurement) -> str:
    """The value with its unit in one line; the two numbers of a blood pressure share theirs."""
    if measurement.is_pressure and measurement.text:
        return f"{measurement.text} {figures.unit_words(measurement.unit)}"
    return measurement.words


def change_words(measurement: Measurement, before: Measurement | None) -> str:
    """How the value compares with the one before, in the same unit; "" when that can't be said."""
    if before is None or before.value is None or measurement.value is None or before.unit != measurement.unit:
        return ""
    said = {"value": alone(value_words(before)), "day": alone(day_words(before.at))}
    return _compared(measurement.value, before.value) % said


def _compared(value: Decimal, before: Decimal) -> str:
    if value > before:
        return _("Higher than last time: %(value)s on %(day)s")
    if value < before:
        return _("Lower than last time: %(value)s on %(day)s")
    return _("The same as last time, on %(day)s")


def _shorter(name: str) -> str:
    bare = _METHOD.sub("", _PROPERTY.sub("", name)).strip()
    for ending, words in _SPECIMENS:
        if bare.endswith(ending):
            return str(words) % {"test": bare.removesuffix(ending)}
    return bare or name
