"""The plain copy of names, numbers and birth dates by which people are found; see architecture in ARCHITECTURE.md."""

import unicodedata
from datetime import date
from typing import Any
from uuid import UUID

from florence.foundation import clock
from florence.patients.models import SearchName


def write(subject_id: UUID, resource: dict[str, Any]) -> None:
    """Put the patient's present names, numbers and birth date in the place of what stood there."""
    SearchName.objects.filter(subject_id=subject_id).delete()
    SearchName.objects.create(
        subject_id=subject_id,
        names=" ".join(folded(text) for text in _names_of(resource)),
        sort_key=folded(_sort_name(resource)),
        birth_date=_birth_of(resource),
        numbers=[folded(i["value"]) for i in resource.get("identifier", ()) if i.get("value")],
        phones=["".join(c for c in t.get("value", "") if c.isdigit()) for t in resource.get("telecom", ())],
        recent_at=clock.now(),
    )


def folded(text: str) -> str:
    """Text as it is compared: without accents and capitals."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def _names_of(resource: dict[str, Any]) -> list[str]:
    return [
        word
        for name in resource.get("name", ())
        for word in [name.get("family", ""), *name.get("given", ()), name.get("text", "")]
        if word
    ]


def _sort_name(resource: dict[str, Any]) -> str:
    name = (resource.get("name") or [{}])[0]
    return " ".join([name.get("family", ""), *name.get("given", ())]).strip() or name.get("text", "")


def _birth_of(resource: dict[str, Any]) -> date | None:
    text = resource.get("birthDate", "")
    return date.fromisoformat(text) if len(text) == 10 else None
