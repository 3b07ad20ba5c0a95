"""The patients of the measured hospitals: the same names, birth dates and ids in every run."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from uuid import UUID

SEED = 20
FIRST_MILLISECOND = 0x0192_0000_0000

STEMS = (
    *("Ander", "Berg", "Christen", "Dahl", "Eriks", "Ferr", "Gonz", "Hart", "Ivan", "Jack", "Kowal", "Lind"),
    *("Morr", "Niel", "Oliv", "Peter", "Quist", "Robert", "Sand", "Thom", "Ulr", "Varg", "Wagn", "Yama"),
    *("Zimmer", "Abram", "Barth", "Carl", "Domin", "Ekl", "Fitz", "Grim", "Hoff", "Isak", "Jens", "Kell"),
    *("Lamb", "Mart", "Nor", "Ols", "Palm", "Rosen", "Schn", "Tell", "Und", "Vest", "Wald", "Young"),
    *("Back", "Brun", "Cast", "Dun", "Fern", "Gall", "Holm", "Jor", "Klein", "Laur", "Mend", "Nav"),
    *("Ort", "Pav", "Ram", "Sal", "Tor", "Val", "Will", "Zab", "Ash", "Brad", "Cal", "Dev"),
)
ENDINGS = (
    *("son", "sen", "berg", "mann", "er", "ez", "o", "ova", "ski", "sson", "ton", "ley"),
    *("man", "feld", "strom", "ini", "elli", "ard", "well", "wood", "ford", "by", "quist", "dale"),
    *("stein", "mark", "nova", "ado", "ista", "ham"),
)
GIVEN = (
    *("Maria", "John", "Anna", "James", "Elena", "Peter", "Sofia", "Thomas", "Laura", "Daniel", "Emma"),
    *("Michael", "Julia", "David", "Sara", "Robert", "Clara", "Martin", "Alice", "Paul", "Nora", "Lucas"),
    *("Ingrid", "Samuel", "Helena", "Victor", "Marta", "Oscar", "Louise", "Simon", "Katarina", "Felix"),
    *("Amira", "Omar", "Layla", "Hassan", "Fatima", "Yusuf", "Mei", "Wei", "Yuki", "Hiroshi", "Priya"),
    *("Arjun", "Ananya", "Rohan", "Aisha", "Kwame", "Abena", "Kofi", "Ngozi", "Chidi", "Zanele", "Thabo"),
    *("Valentina", "Mateo", "Camila", "Santiago", "Isabella", "Diego", "Lucia", "Javier", "Carmen", "Pablo"),
    *("Agnieszka", "Piotr", "Zuzanna", "Jakub", "Katalin", "Gabor", "Ilona", "Laszlo", "Milena", "Dragan"),
    *("Svetlana", "Dmitri", "Olga", "Nikolai", "Tatiana", "Sergei", "Freya", "Bjorn", "Astrid", "Leif"),
    *("Charlotte", "William", "Beatrice", "Henry", "Margaret", "Edward", "Florence", "George", "Harriet"),
)
GENDERS = ("female", "male")


@dataclass(frozen=True)
class Person:
    """One patient, named by its number; `given` may hold two names."""

    number: int
    given: str
    family: str
    gender: str
    birth_date: str

    @property
    def id(self) -> UUID:
        """The patient's id: a UUID version 7 that depends on the number alone."""
        return UUID(int=((FIRST_MILLISECOND + self.number) << 80) | (0x7 << 76) | (0b10 << 62) | self.number)

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"


@cache
def people(count: int) -> tuple[Person, ...]:
    """The first `count` people; common names are commoner, as in life."""
    return tuple(_made(count))


def _made(count: int) -> Iterator[Person]:
    chance = random.Random(SEED)
    families = [stem + ending for stem in STEMS for ending in ENDINGS]
    chance.shuffle(families)
    family_weights = list(accumulate(1 / (rank + 40) for rank in range(len(families))))
    given_weights = list(accumulate(1 / (rank + 20) for rank in range(len(GIVEN))))
    for number in range(count):
        (family,) = chance.choices(families, cum_weights=family_weights)
        given = " ".join(dict.fromkeys(chance.choices(GIVEN, cum_weights=given_weights, k=2)))
        birth = f"{chance.randint(1930, 2024)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        yield Person(number, given, family, chance.choice(GENDERS), birth)
