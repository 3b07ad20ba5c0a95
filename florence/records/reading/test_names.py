"""Names of tests as the staff says them, from the full names of LOINC.

This material contains content from LOINC (http://loinc.org). What is dropped from a full name is the kind of
property, the method, and blood or serum as the specimen; any other specimen stays, since it makes another test.
"""

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SHORT: dict[str, Promise] = {
    "4548-4": gettext_lazy("HbA1c"),
    "34714-6": gettext_lazy("INR"),
    "6301-6": gettext_lazy("INR"),
    "33914-3": gettext_lazy("eGFR"),
    "98979-8": gettext_lazy("eGFR"),
    "18262-6": gettext_lazy("LDL cholesterol"),
    "2085-9": gettext_lazy("HDL cholesterol"),
    "2093-3": gettext_lazy("Cholesterol, total"),
    "72166-2": gettext_lazy("Smoking"),
    "1742-6": gettext_lazy("ALT"),
    "1920-8": gettext_lazy("AST"),
    "6768-6": gettext_lazy("Alkaline phosphatase"),
    "1975-2": gettext_lazy("Bilirubin, total"),
}
_DROPPED = re.compile(
    r" \[[^\]]*\]| by Automated count| by calculation| in Serum or Plasma| in Serum| (?:in|of) Blood\b|"
    r" - (?:Serum or Plasma|Blood)\b",
    re.IGNORECASE,
)
FEW = 5


def short_name(code: str, full: str) -> str:
    """The short name of a test: from the list for its LOINC code, else its full name without what goes unsaid."""
    if code in _SHORT:
        return str(_SHORT[code])
    return _DROPPED.sub("", full).strip() or full


def few_of(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    shown = [short_name("", name) for name in names[:FEW]]
    if len(names) <= FEW:
        return ", ".join(shown)
    return _("%(names)s and %(count)d more") % {"names": ", ".join(shown), "count": len(names) - FEW}
