"""Illnesses in plain words: a plain name where one is written here, always with the name in the record beside it."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.portal.rules.lines import Line, Mark, given
from florence.portal.rules.times import day_words
from florence.records.reading.problems import Problem
from florence.terminology.patient_words import words_for_condition

# By the beginning of an ICD-10-CM code. They name the illness; they say nothing of how bad it is.
_PLAIN: dict[str, Promise] = {
    "D50": gettext_lazy("Low iron in the blood"),
    "D64.9": gettext_lazy("Too few red blood cells"),
    "E03": gettext_lazy("A thyroid gland that works too slowly"),
    "E05": gettext_lazy("A thyroid gland that works too fast"),
    "E10": gettext_lazy("Type 1 diabetes"),
    "E11": gettext_lazy("Type 2 diabetes"),
    "E66": gettext_lazy("High body weight"),
    "E78": gettext_lazy("High blood fats"),
    "F32": gettext_lazy("Depression"),
    "F33": gettext_lazy("Depression that comes back"),
    "F41": gettext_lazy("Anxiety"),
    "G40": gettext_lazy("Epilepsy"),
    "G43": gettext_lazy("Migraine"),
    "I10": gettext_lazy("High blood pressure"),
    "I20": gettext_lazy("Chest pain from the heart"),
    "I21": gettext_lazy("Heart attack"),
    "I25": gettext_lazy("Narrowed blood vessels of the heart"),
    "I48": gettext_lazy("Irregular heartbeat"),
    "I50": gettext_lazy("A heart that pumps too weakly"),
    "I63": gettext_lazy("Stroke"),
    "J00": gettext_lazy("A cold"),
    "J02": gettext_lazy("Sore throat"),
    "J06": gettext_lazy("A cold"),
    "J18": gettext_lazy("Lung infection"),
    "J20": gettext_lazy("Bronchitis"),
    "J30": gettext_lazy("Hay fever"),
    "J32": gettext_lazy("Long-lasting sinus infection"),
    "J01": gettext_lazy("Sinus infection"),
    "J44": gettext_lazy("Long-term lung illness with narrow airways"),
    "J45": gettext_lazy("Asthma"),
    "K21": gettext_lazy("Heartburn"),
    "K58": gettext_lazy("Irritable bowel"),
    "L20": gettext_lazy("Eczema"),
    "L40": gettext_lazy("Psoriasis"),
    "M17": gettext_lazy("Worn knee joint"),
    "M16": gettext_lazy("Worn hip joint"),
    "M54": gettext_lazy("Back or neck pain"),
    "M81": gettext_lazy("Thin bones"),
    "N18": gettext_lazy("Kidneys that work less well"),
    "N39.0": gettext_lazy("Urine infection"),
    "R73.03": gettext_lazy("Blood sugar close to diabetes"),
}
_LENGTHS = (6, 5, 3)


def plain_condition(icd_10: str) -> str:
    """The plain name of an illness by its code, "" where none is written."""
    for length in _LENGTHS:
        words = _PLAIN.get(icd_10[:length])
        if words is not None:
            return str(words)
    return ""


def condition_line(problem: Problem) -> Line:
    """An illness as a line."""
    plain = plain_condition(problem.code)
    area = words_for_condition(problem.code) if problem.code else None
    return Line(
        title=plain or problem.name,
        details=given(
            _("In your record: %(name)s") % {"name": problem.name} if plain else "",
            "" if plain or area is None else str(area),
            _noted_by(problem),
            problem.note,
        ),
        when=_when(problem),
        mark=Mark(_("Not sure yet"), "info", "help") if problem.is_uncertain else None,
    )


def _noted_by(problem: Problem) -> str:
    return _("Written down by %(name)s") % {"name": problem.author} if problem.author else ""


def _when(problem: Problem) -> str:
    since, until = day_words(problem.since or problem.recorded), day_words(problem.until)
    if since and until:
        return _("%(since)s to %(until)s") % {"since": since, "until": until}
    if until:
        return _("Until %(until)s") % {"until": until}
    return _("Since %(since)s") % {"since": since} if since else ""
