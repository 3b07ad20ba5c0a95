"""What people are commonly allergic to, how they react, and how badly: the pick lists of the allergy form.

Drugs carry the RxNorm code of their ingredient (US National Library of Medicine). Foods and the like have no
code under a free licence and are recorded in words.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from florence.terminology.systems import RXNORM
from florence.terminology.words import search_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MEDICATION, FOOD, ENVIRONMENT, BIOLOGIC = "medication", "food", "environment", "biologic"


@dataclass(frozen=True)
class Allergen:
    """A substance; `key` is its stable name in forms, `category` a code of FHIR's allergy categories."""

    key: str
    name: "_StrPromise"
    category: str
    rxnorm: str | None = None

    @property
    def coding(self) -> dict[str, str] | None:
        """The coding for a record, None where the substance is recorded in words only."""
        if self.rxnorm is None:
            return None
        return {"system": RXNORM, "code": self.rxnorm, "display": str(self.name)}


ALLERGENS: tuple[Allergen, ...] = (
    Allergen("penicillin", _("Penicillin"), MEDICATION, "70618"),
    Allergen("amoxicillin", _("Amoxicillin"), MEDICATION, "723"),
    Allergen("ampicillin", _("Ampicillin"), MEDICATION, "733"),
    Allergen("cefalexin", _("Cefalexin"), MEDICATION, "2231"),
    Allergen("ceftriaxone", _("Ceftriaxone"), MEDICATION, "2193"),
    Allergen("co-trimoxazole", _("Co-trimoxazole"), MEDICATION, "10831"),
    Allergen("erythromycin", _("Erythromycin"), MEDICATION, "4053"),
    Allergen("azithromycin", _("Azithromycin"), MEDICATION, "18631"),
    Allergen("ciprofloxacin", _("Ciprofloxacin"), MEDICATION, "2551"),
    Allergen("doxycycline", _("Doxycycline"), MEDICATION, "3640"),
    Allergen("metronidazole", _("Metronidazole"), MEDICATION, "6922"),
    Allergen("nitrofurantoin", _("Nitrofurantoin"), MEDICATION, "7454"),
    Allergen("clindamycin", _("Clindamycin"), MEDICATION, "2582"),
    Allergen("vancomycin", _("Vancomycin"), MEDICATION, "11124"),
    Allergen("aspirin", _("Aspirin"), MEDICATION, "1191"),
    Allergen("ibuprofen", _("Ibuprofen"), MEDICATION, "5640"),
    Allergen("naproxen", _("Naproxen"), MEDICATION, "7258"),
    Allergen("diclofenac", _("Diclofenac"), MEDICATION, "3355"),
    Allergen("celecoxib", _("Celecoxib"), MEDICATION, "140587"),
    Allergen("paracetamol", _("Paracetamol (acetaminophen)"), MEDICATION, "161"),
    Allergen("codeine", _("Codeine"), MEDICATION, "2670"),
    Allergen("morphine", _("Morphine"), MEDICATION, "7052"),
    Allergen("tramadol", _("Tramadol"), MEDICATION, "10689"),
    Allergen("oxycodone", _("Oxycodone"), MEDICATION, "7804"),
    Allergen("lisinopril", _("Lisinopril"), MEDICATION, "29046"),
    Allergen("enalapril", _("Enalapril"), MEDICATION, "3827"),
    Allergen("ramipril", _("Ramipril"), MEDICATION, "35296"),
    Allergen("simvastatin", _("Simvastatin"), MEDICATION, "36567"),
    Allergen("atorvastatin", _("Atorvastatin"), MEDICATION, "83367"),
    Allergen("carbamazepine", _("Carbamazepine"), MEDICATION, "2002"),
    Allergen("phenytoin", _("Phenytoin"), MEDICATION, "8183"),
    Allergen("lamotrigine", _("Lamotrigine"), MEDICATION, "28439"),
    Allergen("allopurinol", _("Allopurinol"), MEDICATION, "519"),
    Allergen("lidocaine", _("Lidocaine"), MEDICATION, "6387"),
    Allergen("suxamethonium", _("Suxamethonium (succinylcholine)"), MEDICATION, "10154"),
    Allergen("metformin", _("Metformin"), MEDICATION, "6809"),
    Allergen("warfarin", _("Warfarin"), MEDICATION, "11289"),
    Allergen("contrast-medium", _("X-ray contrast medium"), MEDICATION),
    Allergen("peanut", _("Peanut"), FOOD),
    Allergen("tree-nut", _("Tree nuts"), FOOD),
    Allergen("milk", _("Cow's milk"), FOOD),
    Allergen("egg", _("Egg"), FOOD),
    Allergen("fish", _("Fish"), FOOD),
    Allergen("shellfish", _("Shellfish"), FOOD),
    Allergen("wheat", _("Wheat"), FOOD),
    Allergen("soya", _("Soya"), FOOD),
    Allergen("sesame", _("Sesame"), FOOD),
    Allergen("strawberry", _("Strawberry"), FOOD),
    Allergen("latex", _("Latex"), ENVIRONMENT),
    Allergen("bee", _("Bee sting"), ENVIRONMENT),
    Allergen("wasp", _("Wasp sting"), ENVIRONMENT),
    Allergen("grass-pollen", _("Grass pollen"), ENVIRONMENT),
    Allergen("tree-pollen", _("Tree pollen"), ENVIRONMENT),
    Allergen("house-dust-mite", _("House dust mite"), ENVIRONMENT),
    Allergen("cat", _("Cat"), ENVIRONMENT),
    Allergen("dog", _("Dog"), ENVIRONMENT),
    Allergen("mould", _("Mould"), ENVIRONMENT),
    Allergen("nickel", _("Nickel"), ENVIRONMENT),
    Allergen("plaster", _("Sticking plaster"), ENVIRONMENT),
    Allergen("tetanus-vaccine", _("Tetanus vaccine"), BIOLOGIC),
    Allergen("influenza-vaccine", _("Influenza vaccine"), BIOLOGIC),
)

REACTIONS: tuple[tuple[str, "_StrPromise"], ...] = (
    ("anaphylaxis", _("Anaphylaxis")),
    ("throat-swelling", _("Swelling of face, lips or throat")),
    ("breathing", _("Trouble breathing, wheeze")),
    ("low-pressure", _("Low blood pressure, collapse")),
    ("hives", _("Hives")),
    ("rash", _("Rash")),
    ("itching", _("Itching")),
    ("blisters", _("Blisters or peeling skin")),
    ("nausea", _("Nausea or vomiting")),
    ("diarrhoea", _("Diarrhoea")),
    ("cough", _("Cough")),
    ("runny-nose", _("Runny nose, sneezing, itchy eyes")),
    ("fever", _("Fever")),
    ("kidney", _("Kidney damage")),
    ("liver", _("Liver damage")),
    ("bleeding", _("Bleeding")),
    ("muscle-pain", _("Muscle pain")),
    ("drowsiness", _("Drowsiness")),
    ("unknown", _("Reaction not known")),
)


def find_allergen(key: str) -> Allergen | None:
    """The allergen of a key."""
    return _by_key().get(key)


def search_allergens(text: str, limit: int = 20) -> list[Allergen]:
    """Allergens in whose name (in the language in use) every word of the text begins a word; all for none."""
    words = search_words(text)
    return [allergen for allergen in ALLERGENS if _has_all(allergen, words)][:limit]


def _has_all(allergen: Allergen, words: list[str]) -> bool:
    names = [*search_words(str(allergen.name)), *search_words(allergen.key)]
    return all(any(name.startswith(word) for name in names) for word in words)


@cache
def _by_key() -> dict[str, Allergen]:
    return {allergen.key: allergen for allergen in ALLERGENS}
