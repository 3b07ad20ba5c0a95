"""What the patient banner shows: a plain object that the slices fill, since the interface knows no table."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Allergies = Literal["known", "none", "not-recorded", "unavailable", "not-shown"]


@dataclass(frozen=True)
class Allergy:
    """One known allergy: the substance and what it did, as recorded ("anaphylaxis, 2019") or empty."""

    substance: str
    reaction: str = ""


@dataclass(frozen=True)
class Flag:
    """A marker the reader must not miss, such as "Falls risk"; `tone` is "stop" or empty."""

    words: str
    icon: str = "flag"
    tone: str = ""


@dataclass(frozen=True)
class Fact:
    """One more labelled value, such as Bed 4B-12; identifiers and codes are kept left to right."""

    label: str
    value: str
    is_code: bool = False


@dataclass(frozen=True)
class PatientBanner:
    """Identity and alerts of one patient.

    `given` is empty for a person of one name. `age` is in the words of ``ui.ages``. `number` is the bare hospital
    number. `allergies` says exactly one of five things, of which "not-shown" is for readers who may not know;
    `allergy_list` is read only when it is "known". `allergies_url` opens the list; `record_allergies_url` is given
    to people who may record one.
    """

    family: str
    given: str = ""
    title: str = ""
    preferred: str = ""
    born: date | None = None
    born_estimated: bool = False
    age: str = ""
    sex: str = ""
    number: str = ""
    died: date | None = None
    allergies: Allergies = "unavailable"
    allergy_list: tuple[Allergy, ...] = ()
    allergies_url: str = ""
    record_allergies_url: str = ""
    flags: tuple[Flag, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def name(self) -> str:
        """FAMILY, Given; a person of one name has no comma."""
        return f"{self.family.upper()}, {self.given}" if self.given else self.family

    @property
    def about_year(self) -> str:
        """The year of an estimated birth date, since such a date is never shown as an exact one."""
        return f"{self.born.year:04d}" if self.born else ""

    @property
    def has_preferred(self) -> bool:
        """Whether the preferred name says something that the given names do not."""
        return bool(self.preferred) and self.preferred.casefold() != self.given.casefold()
