"""The printed copy of a record."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from florence.portal.printing.parts import sections_of
from florence.portal.rules.times import date_words, years_written
from florence.records.queries.chart import banner_of
from florence.records.reading.copies import CopyWish, RecordCopy
from florence.ui import figures, moments
from florence.ui.printing.typesetting import NotPrinted as RecordNotPrinted
from florence.ui.printing.typesetting import typeset

TEMPLATE = Path(__file__).parent / "record.typ"

__all__ = ["RecordNotPrinted", "content_of", "print_record"]


def print_record(copy: RecordCopy, hospital: str) -> bytes:
    """The copy as a PDF in the reader's language, from the named hospital; raises RecordNotPrinted."""
    with years_written():
        content = content_of(copy) | {"hospital": hospital}
    return typeset(TEMPLATE, content, copy.made_at)


def content_of(copy: RecordCopy) -> dict[str, Any]:
    """What is printed, in words."""
    patient = copy.patients[0] if copy.patients else {}
    banner = banner_of(patient, ())
    name = " ".join(part for part in (banner.title, banner.given, banner.family) if part)
    unknown = _("Not known")
    language = translation.get_language() or "en"
    return {
        "language": language.partition("-")[0],
        "is_right_to_left": translation.get_language_bidi(),
        "title": _("Copy of my health record"),
        "name": name or unknown,
        "born": _born(banner.born) or unknown,
        "number": figures.grouped(banner.number) if banner.number else unknown,
        "made": _moment(timezone.localtime(copy.made_at)),
        "period": period_words(copy.wish),
        "words": _fixed_words(),
        "sections": sections_of(copy),
    }


def period_words(wish: CopyWish) -> str:
    """The time that was wished for."""
    if wish.since and wish.until:
        return _("%(since)s to %(until)s") % {
            "since": date_words(wish.since),
            "until": date_words(wish.until),
        }
    if wish.since:
        return _("Since %(day)s") % {"day": date_words(wish.since)}
    if wish.until:
        return _("Until %(until)s") % {"until": date_words(wish.until)}
    return _("All of it")


def _moment(at: datetime) -> str:
    return _("%(day)s, %(time)s") % {"day": date_words(at.date()), "time": moments.words(at, "time")}


def _born(day: date | None) -> str:
    return date_words(day) if day else ""


def _fixed_words() -> dict[str, str]:
    return {
        "name": _("Name"),
        "born": _("Born"),
        "number": _("Hospital number"),
        "made": _("Printed"),
        "by": _("by the patient, from Florence"),
        "period": _("Time"),
        "page": _("Page"),
        "of": _("of"),
        "when": _("When"),
        "value": _("Value"),
        "usual": _("Usual range"),
        "note": _("Note"),
        "confidential": _("Confidential: this paper holds health information about one person."),
        "missing": _("Some letters cannot be printed here and stand as �. The copy as data holds them all."),
        "end": _("End of the copy. Entries that were withdrawn as mistakes are left out here."),
        "nothing": _("Nothing is written down in this part for this time."),
    }
