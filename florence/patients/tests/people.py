"""Invented people for the tests of this slice."""

import random
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from florence.patients.actions.registration import add_patient
from florence.security.actors import Actor, system_actor
from florence.security.models import Account, Relation
from florence.security.relations import add_relation
from florence.security.scope import scope

SYSTEM = system_actor("test")

GIVEN = """
James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica
Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Sandra Mark Margaret Fatima Mohammed
Aisha Yusuf Khadija Ibrahim Zainab Omar Mariam Hassan Priya Rahul Ananya Arjun Lakshmi Vikram Wanjiru Kamau Achieng
Otieno Njeri Kipchoge Abebe Tigist Getachew Selam Jürgen Zoë Siobhán Łukasz Anaïs
""".split()  # noqa: SIM905
FAMILY = """
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson
Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young
Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter
Roberts Hussaini Rahman Chaudhry Okafor Mwangi Tesfaye Müller Kowalski O'Brien Özdemir
""".split()  # noqa: SIM905


def patient(family: str = "", given: str = "", **more: Any) -> dict[str, Any]:
    """A Patient resource with an official name; `more` are further elements."""
    name: dict[str, Any] = {"use": "official"}
    if family:
        name["family"] = family
    if given:
        name["given"] = given.split()
    return {"resourceType": "Patient", "name": [name], "gender": "female", "birthDate": "1968-03-14"} | more


def crowd(size: int) -> list[dict[str, Any]]:
    """Different people by chance, the same in every run."""
    chance = random.Random(4518)
    return [
        patient(
            chance.choice(FAMILY),
            f"{chance.choice(GIVEN)} {chance.choice(GIVEN)}",
            birthDate=f"{chance.randint(1930, 2024)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
        )
        for _ in range(size)
    ]


def register(*resources: dict[str, Any]) -> list[UUID]:
    """Store patients; gives their ids in the same order."""
    with scope(SYSTEM, "test"):
        return [add_patient(resource).id for resource in resources]


def relate(account: Account, subject_ids: Iterable[UUID]) -> None:
    """Give an account a relation to patients."""
    with scope(SYSTEM, "test"):
        for subject_id in subject_ids:
            add_relation(party_id=account.id, subject_id=subject_id, source=Relation.Source.VISIT)


def someone(**rights: Any) -> Actor:
    """An actor with the permission to search and no relation to anybody."""
    from florence.foundation.identifiers import new_id
    from florence.patients.policies import Permission

    own = new_id()
    given = {"permissions": frozenset([Permission.SEARCH_PATIENTS]), "parties": frozenset([own])} | rights
    return Actor(id=own, kind="account", display="Someone", **given)


def with_typo(word: str, chance: random.Random) -> str:
    """The word with one letter left out, doubled, replaced, or exchanged with its neighbour."""
    at = chance.randrange(len(word))
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        ]
    )
