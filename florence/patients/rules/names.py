"""A person's names as FHIR carries them: which one is shown, and in what order of words."""

from dataclasses import dataclass
from typing import Any

Resource = dict[str, Any]

SHOWN_FIRST = ("official", "usual", "", "temp", "nickname", "anonymous", "maiden", "old")


@dataclass(frozen=True)
class ShownName:
    """The parts of a name as a banner shows them; `given` is empty for a person of one name."""

    family: str
    given: str = ""
    title: str = ""
    preferred: str = ""

    @property
    def sort_text(self) -> str:
        """Family name first, as lists are sorted."""
        return f"{self.family} {self.given}".strip()


def shown_name(resource: Resource) -> ShownName:
    """The name under which a patient is shown: the official one, else the one in use."""
    names = sorted(resource.get("name", ()), key=_place_of)
    if not names:
        return ShownName("")
    first = names[0]
    family, given = first.get("family", ""), " ".join(first.get("given", ()))
    if not family:
        family, given = given or first.get("text", ""), ""
    preferred = next((given_names_of(name) for name in names if name.get("use") == "nickname"), "")
    return ShownName(family, given, " ".join(first.get("prefix", ())), preferred)


def given_names_of(name: dict[str, Any]) -> str:
    """The given names of a name, else what it says as a whole."""
    return " ".join(name.get("given", ())) or str(name.get("text", ""))


def full_texts(resource: Resource) -> list[str]:
    """Every name of a patient as one text each, given names first: past and maiden names too."""
    return [text for text in (full_text(name) for name in resource.get("name", ())) if text]


def full_text(name: dict[str, Any]) -> str:
    """A name as one text: its parts, else what it says as a whole."""
    parts = [*name.get("given", ()), name.get("family", "")]
    return " ".join(part for part in parts if part) or str(name.get("text", ""))


def _place_of(name: dict[str, Any]) -> int:
    use = name.get("use", "")
    # A name without a use is an ordinary one; a use this version does not know comes last.
    return SHOWN_FIRST.index(use) if use in SHOWN_FIRST else len(SHOWN_FIRST)
