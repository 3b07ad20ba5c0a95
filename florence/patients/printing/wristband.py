"""The wristband: who somebody is, for eyes and for scanners."""

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.patients.rules.identifiers import hospital_number_of
from florence.patients.rules.identity_fields import birth_words, sex_words
from florence.patients.rules.names import shown_name
from florence.ui import figures
from florence.ui.printing.barcodes import code_128, data_matrix
from florence.ui.printing.typesetting import typeset

TEMPLATE = Path(__file__).parent / "wristband.typ"

Resource = dict[str, Any]


def print_wristband(resource: Resource, hospital: str) -> bytes:
    """A wristband of 25 × 270 mm as PDF for the patient of the resource; raises NotPrinted."""
    return typeset(TEMPLATE, content_of(resource) | {"hospital": hospital}, clock.now())


def content_of(resource: Resource) -> dict[str, Any]:
    """What stands on the wristband; both barcodes hold the bare hospital number."""
    name, number = shown_name(resource), hospital_number_of(resource)
    language = translation.get_language() or "en"
    return {
        "language": language.partition("-")[0],
        "is_right_to_left": translation.get_language_bidi(),
        "title": _("Wristband"),
        "family": name.family.upper(),
        "given": name.given,
        "born": _line(_("Born"), birth_words(resource)),
        "sex": sex_words(resource.get("gender", "")),
        "number": figures.grouped(number),
        "label": _("Hospital number"),
        "line": code_128(number),
        "square": data_matrix(number),
    }


def _line(label: str, words: str) -> str:
    return _("%(label)s %(value)s") % {"label": label, "value": words or _("not known")}
