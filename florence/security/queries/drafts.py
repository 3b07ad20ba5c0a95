"""Drafts: what a person has typed and not yet saved, readable by that person alone."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.foundation import keys
from florence.security.actors import Actor
from florence.security.models import Draft

FORMS: dict[str, str | Promise] = {
    "patients.register": gettext_lazy("New patient"),
    "patients.identity": gettext_lazy("Name and contact data"),
    "records.allergy": gettext_lazy("Allergy"),
    "records.problem": gettext_lazy("Problem"),
    "records.vitals": gettext_lazy("Vital signs"),
    "records.history": gettext_lazy("History entry"),
    "security.break_glass": gettext_lazy("Emergency access"),
    "security.question": gettext_lazy("Question about access"),
}


@dataclass(frozen=True)
class KeptDraft:
    """A draft as its form may show it again: the fields as they were sent."""

    form: str
    subject_id: UUID | None
    address: str
    saved_at: datetime
    content: MultiValueDict[str, str]

    @property
    def words(self) -> str:
        """What the form is for."""
        return words_of(self.form)


def words_of(form: str) -> str:
    """A form in words: the entry for its name without what follows a colon, such as the id of what it changes."""
    return str(FORMS.get(form.partition(":")[0], _("Form")))


def get_draft(actor: Actor, *, form: str, subject_id: UUID | None = None) -> KeptDraft | None:
    """The actor's draft of a form about a subject, or None. One whose record was erased is none."""
    row = Draft.objects.filter(about(subject_id), account_id=actor.account_id, form=form).first()
    return _opened(row) if row else None


def list_drafts(actor: Actor) -> list[KeptDraft]:
    """The actor's drafts, the latest first."""
    rows = Draft.objects.filter(account_id=actor.account_id).order_by("-saved_at", "id")
    return [draft for row in rows if (draft := _opened(row))]


def count_drafts(actor: Actor) -> int:
    """How many drafts the actor has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM security_draft WHERE account_id = %s", [actor.account_id])
        return int(cursor.fetchone()[0])


def about(subject_id: UUID | None) -> Q:
    """Drafts about the subject, or about none."""
    return Q(subject__isnull=True) if subject_id is None else Q(subject_id=subject_id)


def _opened(row: Draft) -> KeptDraft | None:
    try:
        cipher = keys.cipher_for(row.key_id)
    except keys.KeyDestroyed:
        return None
    plain = cipher.open(bytes(row.content), table="security_draft", column="content", row_id=row.id)
    content: MultiValueDict[str, str] = MultiValueDict()
    for name, values in json.loads(plain).items():
        content.setlist(name, values)
    return KeptDraft(row.form, row.subject_id, row.address, row.saved_at, content)
