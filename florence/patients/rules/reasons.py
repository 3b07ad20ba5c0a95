"""Why an identity is changed: a code for the history and words for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "patient-said": _("The patient said so"),
    "document": _("Seen on a document"),
    "typing-error": _("Typing error corrected"),
    "other-source": _("Told by somebody else"),
}
