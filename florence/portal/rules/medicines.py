"""Medicines in plain words. Only the words for the form are put plainly; substance and strength stay as recorded."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.portal.rules.lines import Line, Mark, given
from florence.portal.rules.times import day_words
from florence.records.reading.medicines import Medicine

# Dose forms as RxNorm writes them at the end of clinical drugs (RxNorm Technical Documentation, appendix 3);
# the longer ones first.
_FORMS: tuple[tuple[str, Promise], ...] = (
    ("Extended Release Oral Tablet", gettext_lazy("slow-release tablet")),
    ("Extended Release Oral Capsule", gettext_lazy("slow-release capsule")),
    ("Delayed Release Oral Tablet", gettext_lazy("tablet that opens in the bowel")),
    ("Delayed Release Oral Capsule", gettext_lazy("capsule that opens in the bowel")),
    ("Chewable Tablet", gettext_lazy("tablet to chew")),
    ("Disintegrating Oral Tablet", gettext_lazy("tablet that melts in the mouth")),
    ("Sublingual Tablet", gettext_lazy("tablet under the tongue")),
    ("Oral Tablet", gettext_lazy("tablet")),
    ("Oral Capsule", gettext_lazy("capsule")),
    ("Oral Solution", gettext_lazy("liquid to drink")),
    ("Oral Suspension", gettext_lazy("liquid to drink")),
    ("Injectable Solution", gettext_lazy("injection")),
    ("Injectable Suspension", gettext_lazy("injection")),
    ("Prefilled Syringe", gettext_lazy("ready-filled syringe")),
    ("Inhalation Solution", gettext_lazy("liquid to breathe in")),
    ("Metered Dose Inhaler", gettext_lazy("inhaler")),
    ("Dry Powder Inhaler", gettext_lazy("inhaler with powder")),
    ("Nasal Spray", gettext_lazy("nose spray")),
    ("Nasal Inhaler", gettext_lazy("nose spray")),
    ("Topical Cream", gettext_lazy("cream")),
    ("Topical Ointment", gettext_lazy("ointment")),
    ("Topical Gel", gettext_lazy("gel")),
    ("Ophthalmic Solution", gettext_lazy("eye drops")),
    ("Transdermal System", gettext_lazy("patch")),
    ("Transdermal Patch", gettext_lazy("patch")),
    ("Vaginal Ring", gettext_lazy("vaginal ring")),
    ("Rectal Suppository", gettext_lazy("suppository")),
    ("Intrauterine System", gettext_lazy("coil")),
    ("Drug Implant", gettext_lazy("implant")),
)
_HOURS = re.compile(r"^(\d+) HR ")
_DAYS = re.compile(r"^(\d+) DAYS? ", re.IGNORECASE)
_BRAND = re.compile(r"\s*\[([^\]]+)\]\s*$")
_UNITS = (("MG/ML", "mg/mL"), ("MCG", "micrograms"), ("UNT/ML", "units/mL"), ("UNT", "units"))
_UNIT = re.compile(r"(?<=\d )(MG/ML|MG|MCG|ML|UNT/ML|UNT|GM)\b")
_WORDS = {"MG": "mg", "ML": "mL", "GM": "g", **dict(_UNITS)}


def plain_name(name: str) -> str:
    """The name of a medicine with its form in plain words; a name that is built otherwise stays as it is."""
    brand = _BRAND.search(name)
    bare = _BRAND.sub("", name)
    for form, words in _FORMS:
        if bare.lower().endswith(form.lower()):
            start = bare[: -len(form)].strip()
            start = _DAYS.sub("", _HOURS.sub("", start))
            bare = f"{start}, {words}" if start else str(words)
            break
    bare = _UNIT.sub(lambda match: _WORDS[match[1]], bare)
    bare = bare[:1].upper() + bare[1:]
    return f"{bare} ({brand[1]})" if brand else bare


def medicine_line(medicine: Medicine) -> Line:
    """A medicine as a line: what, how, what for, from whom."""
    started = day_words(medicine.started)
    return Line(
        title=plain_name(medicine.name),
        details=given(
            medicine.how or _("How to take it is not written here. Ask the one who prescribed it."),
            _("For: %(reason)s") % {"reason": medicine.reason} if medicine.reason else "",
            _("Prescribed by %(name)s") % {"name": medicine.author} if medicine.author else "",
            medicine.note,
        ),
        when=_("Since %(day)s") % {"day": started} if started and medicine.is_current else started,
        mark=Mark(medicine.status, medicine.tone, medicine.icon),
        is_latin=True,
    )
