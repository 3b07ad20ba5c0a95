"""What the clients ask: the same questions in every run."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import orjson

from bench.facts import OTHER, VITALS, Chart
from bench.load import Ask
from bench.people import Person
from bench.scale import CARED_FOR, DOCTORS
from bench.signing_in import FORM

Asks = list[list[Ask]]
Make = Callable[[random.Random], Ask]
TYPOS = 500
TABS = (
    "",
    "timeline/",
    "results/",
    "medicines/",
    "vitals/",
    "problems/",
    "allergies/",
    "immunisations/",
    "visits/",
    "procedures/",
    "history/",
    "documents/",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def each_of(make: Make, count: int, seed: str) -> Asks:
    """`count` requests dealt out to the clients."""
    chance = random.Random(seed)
    return [[make(chance) for _ in range(count // DOCTORS)] for _ in range(DOCTORS)]


def charts(everyone: Sequence[Person], count: int, round_number: int) -> Asks:
    """Summaries of patients in care; nobody opens the same chart twice in a run, so that each look is logged."""
    each = count // DOCTORS
    first = round_number * each
    if first + each > CARED_FOR:
        raise ValueError("There are not enough patients in care for so many requests.")
    order = list(everyone[:CARED_FOR])
    asks = []
    for doctor in range(DOCTORS):
        random.Random(doctor).shuffle(order)
        asks.append([Ask(f"/patients/{person.id}/") for person in order[first : first + each]])
    return asks


def tabs_of(person: Person, count: int) -> Asks:
    """The tabs of one chart, one after the other."""
    paths = [f"/patients/{person.id}/{TABS[number % len(TABS)]}" for number in range(count // DOCTORS)]
    return [[Ask(path) for path in paths] for _ in range(DOCTORS)]


def list_by_part(everyone: Sequence[Person]) -> Make:
    """A page of patients by a part of a family name, as typed with Enter."""
    return lambda chance: _search(chance.choice(everyone).family[:5], is_fragment=False)


def bare_list_by_part(everyone: Sequence[Person]) -> Make:
    """The same list of the bare site."""
    return lambda chance: Ask("/patients/?" + urlencode({"q": chance.choice(everyone).family[:5]}))


def bare_page(everyone: Sequence[Person]) -> Make:
    """The bare page of a patient in care."""
    return lambda chance: Ask(f"/patients/{chance.choice(everyone[:CARED_FOR]).id}/")


def prefix(everyone: Sequence[Person]) -> Make:
    """What stands in the box while somebody types a name."""

    def make(chance: random.Random) -> Ask:
        person = chance.choice(everyone)
        text = chance.choice((person.name, person.family)).lower()
        return _search(text[: chance.randint(3, 8)].strip(), is_fragment=True)

    return make


def typos(everyone: Sequence[Person]) -> list[tuple[str, Person]]:
    """Full names with one error each, and who was meant."""
    chance = random.Random("typos")
    return [(with_typo(person.name, chance), person) for person in chance.choices(everyone, k=TYPOS)]


def with_typo(name: str, chance: random.Random) -> str:
    """The name with one letter changed, left out, doubled by another, or changed with its neighbour."""
    places = [at for at in range(len(name)) if name[at] != " "]
    at = chance.choice(places)
    match chance.randrange(4):
        case 0:
            return name[:at] + chance.choice(LETTERS) + name[at + 1 :]
        case 1:
            return name[:at] + name[at + 1 :]
        case 2:
            return name[:at] + chance.choice(LETTERS) + name[at:]
    at = chance.choice([place for place in places if name[place + 1 : place + 2].strip()])
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def searches(texts: Sequence[str]) -> Asks:
    """Searches dealt out to the clients in turn."""
    return [[_search(text, is_fragment=True) for text in texts[client::DOCTORS]] for client in range(DOCTORS)]


def reading(observations: Sequence[str]) -> Make:
    """One observation over FHIR."""
    return lambda chance: Ask(f"/fhir/Observation/{chance.choice(observations)}")


def searching(chance: random.Random) -> Ask:
    """Fifty observations of as many patients, by code and time."""
    code = chance.choice(VITALS[:3])[0]
    day = (datetime.now(UTC) - timedelta(days=chance.randint(5, 60))).date()
    words = {"code": f"http://loinc.org|{code}", "date": f"le{day}", "_count": "50"}
    return Ask("/fhir/Observation?" + urlencode(words))


def creating(everyone: Sequence[Person]) -> Make:
    """A new observation of somebody."""

    def make(chance: random.Random) -> Ask:
        chart = Chart(chance.choice(everyone).id, OTHER, "", datetime.now(UTC).replace(microsecond=0))
        list(chart.encounters())
        _, observation = next(chart.facts())
        del observation["encounter"]
        return Ask("/fhir/Observation", "POST", orjson.dumps(observation).decode(), status=201)

    return make


def _search(text: str, *, is_fragment: bool) -> Ask:
    more = {"HX-Request": "true"} if is_fragment else {}
    return Ask("/patients/search/", "POST", urlencode({"q": text}), FORM | more)
