"""Allergies, vaccinations, visits, operations and papers as lines in plain words."""

from django.utils.translation import gettext as _

from florence.portal.rules.conditions import plain_condition
from florence.portal.rules.lines import Line, Mark, given
from florence.portal.rules.times import day_words
from florence.records.reading.allergies import Allergy
from florence.records.reading.documents import Document
from florence.records.reading.immunisations import Immunisation
from florence.records.reading.procedures import Procedure
from florence.records.reading.visits import Visit
from florence.terminology.patient_words import words_for_vaccine, words_for_visit


def allergy_line(allergy: Allergy) -> Line:
    """An allergy with what it does; a severe one is marked."""
    reactions = ", ".join(allergy.reactions)
    severe = Mark(_("Severe"), "stop", "alert-octagon") if allergy.is_severe and allergy.is_active else None
    return Line(
        title=allergy.substance,
        details=given(
            _("Reaction: %(reaction)s") % {"reaction": reactions}
            if reactions
            else ("" if allergy.is_statement else _("The reaction is not known")),
            "" if allergy.is_active else allergy.status,
            _("Written down by %(name)s") % {"name": allergy.author} if allergy.author else "",
            allergy.note,
        ),
        when=day_words(allergy.since or allergy.recorded),
        mark=severe,
    )


def vaccination_line(dose: Immunisation) -> Line:
    """A vaccination: against what, when, which."""
    plain = words_for_vaccine(dose.code) if dose.code else None
    return Line(
        title=str(plain or dose.vaccine),
        details=given(
            dose.vaccine if plain else "",
            dose.dose.capitalize(),
            _("Not given: %(reason)s") % {"reason": dose.reason} if dose.reason and not dose.is_given else "",
            dose.note,
        ),
        when=day_words(dose.given),
        mark=None if dose.is_given else Mark(dose.status, "warn", "alert-triangle"),
    )


def visit_line(visit: Visit) -> Line:
    """A visit or stay: which kind, why, with whom, where."""
    kind = str(words_for_visit(visit.class_code))
    ended = day_words(visit.ended) if visit.class_code in ("IMP", "ACUTE", "NONAC") else ""
    started = day_words(visit.started)
    reason = plain_condition(visit.reason_code) or visit.reason
    is_stay = bool(ended) and ended != started
    return Line(
        title=kind,
        details=given(
            _("Because of: %(reason)s") % {"reason": reason} if reason else "",
            _("With %(name)s") % {"name": visit.author} if visit.author else "",
            visit.where,
        ),
        when=_("%(since)s to %(until)s") % {"since": started, "until": ended} if is_stay else started,
        mark=None if visit.is_finished else Mark(visit.status, visit.tone, visit.icon),
    )


def procedure_line(procedure: Procedure) -> Line:
    """An operation or treatment."""
    return Line(
        title=procedure.name,
        details=given(
            _("Because of: %(reason)s") % {"reason": procedure.reason} if procedure.reason else "",
            _("Done by %(name)s") % {"name": procedure.author} if procedure.author else "",
            procedure.outcome,
            procedure.note,
        ),
        when=day_words(procedure.performed),
        mark=None if procedure.is_done else Mark(procedure.status),
    )


def _author_words(document: Document) -> str:
    """Who wrote a document; of a file, who put it into the record."""
    if not document.author:
        return ""
    words = _("Added by %(name)s") if document.file else _("Written by %(name)s")
    return words % {"name": document.author}


def document_line(document: Document, url: str = "") -> Line:
    """A letter, note or report; `url` opens it."""
    return Line(
        title=document.title,
        details=given(
            document.kind,
            _author_words(document),
        ),
        when=day_words(document.written),
        url=url,
    )
