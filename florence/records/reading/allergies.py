"""Allergies and intolerances, and what they come to: known, none known, or not recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.fhir.rows import ResourceRow
from florence.records.reading.concepts import code_in, name_of, notes_of, words_of
from florence.records.reading.people import author_of
from florence.records.reading.times import RecordedTime, read_time, time_in
from florence.terminology.systems import ALLERGY_CLINICAL, ALLERGY_VERIFICATION, SNOMED

State = Literal["known", "none", "not-recorded"]

# "No known allergy", as in the example of HL7 FHIR R4 (AllergyIntolerance, "nka"); the others say less.
NO_KNOWN_ALLERGY = "716186003"
NO_KNOWN = {NO_KNOWN_ALLERGY, "409137002", "428607008", "429625007"}

_CLINICAL: dict[str, Promise] = {
    "active": gettext_lazy("Active"),
    "inactive": gettext_lazy("Inactive"),
    "resolved": gettext_lazy("Resolved"),
}
_VERIFICATION: dict[str, Promise] = {
    "unconfirmed": gettext_lazy("not confirmed"),
    "presumed": gettext_lazy("presumed"),
    "confirmed": gettext_lazy("confirmed"),
    "refuted": gettext_lazy("Refuted"),
    "entered-in-error": gettext_lazy("Entered in error"),
}
SEVERITIES: dict[str, Promise] = {
    "mild": gettext_lazy("mild"),
    "moderate": gettext_lazy("moderate"),
    "severe": gettext_lazy("severe"),
}
_KINDS: dict[str, Promise] = {
    "food": gettext_lazy("Food"),
    "medication": gettext_lazy("Medicine"),
    "environment": gettext_lazy("Environment"),
    "biologic": gettext_lazy("Vaccine or blood product"),
}
_RANKS = list(SEVERITIES)


@dataclass(frozen=True)
class Allergy:
    """One entry of the allergy list; `is_statement` marks "no known …", which is no allergy."""

    id: UUID
    version: int
    substance: str
    kind: str
    reactions: tuple[str, ...]
    severity: str
    is_severe: bool
    status: str
    is_active: bool
    is_statement: bool
    is_withdrawn: bool
    verification: str
    since: RecordedTime | None
    recorded: RecordedTime | None
    author: str
    note: str

    @property
    def reaction(self) -> str:
        """The reactions with the severity of the worst, in one line; "" when none was recorded."""
        return ", ".join([*self.reactions, *([self.severity] if self.severity else [])])

    @property
    def tone(self) -> str:
        """The tone of its status."""
        return "stop" if self.is_active and not self.is_statement else ""


def read_allergy(row: ResourceRow, resource: dict[str, Any], names: Mapping[str, str]) -> Allergy:
    """The entry that an AllergyIntolerance makes."""
    verification = code_in(resource.get("verificationStatus"), ALLERGY_VERIFICATION)
    clinical = code_in(resource.get("clinicalStatus"), ALLERGY_CLINICAL)
    is_withdrawn = verification in ("refuted", "entered-in-error")
    severity = worst_severity(resource)
    return Allergy(
        id=row.id,
        version=row.version,
        substance=_substance(resource),
        kind=" · ".join(str(_KINDS[kind]) for kind in resource.get("category") or () if kind in _KINDS),
        reactions=tuple(reactions_in(resource)),
        severity=str(SEVERITIES.get(severity, "")),
        is_severe=severity == "severe" or resource.get("criticality") == "high",
        status=str(_VERIFICATION[verification] if is_withdrawn else _CLINICAL.get(clinical, _("Active"))),
        # Without a status an allergy is taken as active: that is the safe side.
        is_active=not is_withdrawn and clinical in ("active", ""),
        is_statement=is_statement(resource),
        is_withdrawn=is_withdrawn,
        verification="" if is_withdrawn else str(_VERIFICATION.get(verification, "")),
        since=time_in(resource, "onset"),
        recorded=read_time(resource.get("recordedDate")),
        author=author_of(resource, names),
        note=notes_of(resource),
    )


def is_statement(resource: dict[str, Any]) -> bool:
    """Whether it says that there are no known allergies (of a kind)."""
    return code_in(resource.get("code"), SNOMED) in NO_KNOWN


def says_none_known(resource: dict[str, Any]) -> bool:
    """Whether it says that there are no known allergies at all."""
    return code_in(resource.get("code"), SNOMED) == NO_KNOWN_ALLERGY


def reactions_in(resource: dict[str, Any]) -> list[str]:
    """The manifestations in words, each once."""
    found = [
        words_of(manifestation)
        for reaction in resource.get("reaction") or ()
        for manifestation in reaction.get("manifestation") or ()
    ]
    return list(dict.fromkeys(words for words in found if words))


def worst_severity(resource: dict[str, Any]) -> str:
    """The code of the worst severity among the reactions, or ""."""
    given = [each["severity"] for each in resource.get("reaction") or () if each.get("severity") in _RANKS]
    return max(given, key=_RANKS.index, default="")


def state_of(allergies: Iterable[Allergy]) -> State:
    """What the list comes to: a single active allergy outweighs any statement."""
    active = [allergy for allergy in allergies if allergy.is_active]
    if any(not allergy.is_statement for allergy in active):
        return "known"
    return "none" if any(allergy.substance == _none_known() for allergy in active) else "not-recorded"


def _substance(resource: dict[str, Any]) -> str:
    if says_none_known(resource):
        return _none_known()
    named = words_of(resource.get("code"))
    if not named:
        named = next((words_of(each.get("substance")) for each in resource.get("reaction") or ()), "")
    return named or name_of(None)


def _none_known() -> str:
    return _("No known allergies")
