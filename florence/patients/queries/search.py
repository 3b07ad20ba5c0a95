"""Finding people by what somebody typed, and by the values of a FHIR search."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise, product
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from florence.foundation import clock
from florence.foundation.blind import token_hash
from florence.patients import search_copy
from florence.patients.models import PatientIdentifier
from florence.patients.policies import Permission
from florence.patients.queries.people import PersonLine, line_from, loaded
from florence.patients.rules import search_text
from florence.patients.rules.folding import latin, skeleton, without_one_letter, words_of
from florence.patients.rules.likeness import LEAST, SHORTEST_SKELETON, likeness, of_word
from florence.patients.rules.search_keys import END, bare, phone_key, year_key
from florence.patients.rules.search_text import SearchText
from florence.security.actors import Actor

KEYS_READ = 300
"""How many keys after a typed beginning are looked at: more people than that share no full name."""

MOST_CANDIDATES = 40
MOST_RESPELLED = 200
"""How many people with other spellings are compared; with 80 one of ten was lost among 100,000 patients."""

FULL = 0.99
WRONG_BIRTH = 0.9
ENOUGH = 5
"""With so many people whose names go exactly as typed, other spellings are not looked for."""

MOST_SPELLINGS = 24
MOST_PAIRS = 120
KEYS_READ_A_SPELLING = 25
FEWEST_DIGITS = {"number": 2, "phone": 4}
FEWEST_SIGNS = 4
SHORTEST_NEAR = 5

_PEOPLE = "SELECT subject_id, shown, names, recent_at, is_related FROM patients_search_people(%s, %s, %s, %s, %s, %s)"

Days = tuple[date, date]


@dataclass(frozen=True)
class FoundPatient:
    """Somebody who answers a search; `likeness` is 1 for a full match."""

    line: PersonLine
    likeness: float
    recent_at: datetime

    @property
    def subject_id(self) -> UUID:
        """The patient's id."""
        return self.line.subject_id


@dataclass(frozen=True)
class _Candidate:
    subject_id: UUID
    packed: Any
    names: list[str]
    recent_at: datetime
    is_related: bool

    @property
    def shown(self) -> dict[str, Any]:
        """What a list shows; unpacked when it is needed, since most candidates aren't shown."""
        return loaded(self.packed)


def find_patients(actor: Actor, text: str, limit: int = 20) -> list[FoundPatient]:
    """The patients whom a typed text means, best first, among equals those with the latest contact.

    The text may hold names in any order and spelling, a birth date or year, the beginning of a hospital number, the
    last digits of a phone number, or any identifier. Whom the open scope may not see is not found. Raises
    BeingRebuilt while the search copy is not whole.
    """
    if not actor.has(Permission.SEARCH_PATIENTS):
        return []
    search_copy.refuse_unless_whole()
    asked = search_text.read(text, timezone.localtime(clock.now()).date())
    best: dict[UUID, tuple[_Candidate, float]] = {}
    for candidate, score in _answers(asked, limit):
        known = best.get(candidate.subject_id)
        if known is None or known[1] < score:
            best[candidate.subject_id] = (candidate, score)
    ordered = sorted(best.values(), key=_place_of)
    return [_found(candidate, score) for candidate, score in ordered[:limit]]


def find_subject_ids(
    *, name: str = "", born: Days | None = None, phone: str = "", most: int = 10_000
) -> list[UUID]:
    """The patients whom the open scope sees and who have all that is given, for the string searches of FHIR.

    Each word of `name` begins a word of one of the patient's names, accents and capitals aside; `born` is a first
    and a last day; `phone` is compared by its last digits. Raises BeingRebuilt as `find_patients` does.
    """
    search_copy.refuse_unless_whole()
    words = words_of(name)
    if born:
        found = [c for c in _people("born", [], born, most, most) if _begins_all(words, c.names)]
        sets = [{candidate.subject_id for candidate in found}]
    else:
        sets = [{c.subject_id for c in _people("name", [word], None, most, most)} for word in words]
    if phone:
        sets.append({c.subject_id for c in _people("phone", [phone_key(phone)], None, most, most)})
    return sorted(set.intersection(*sets)) if sets else []


def _begins_all(words: list[str], names: list[str]) -> bool:
    """Whether each word begins a word of some name."""
    known = [word for name in names for word in name.split()]
    return all(any(other.startswith(word) for other in known) for word in words)


def find_by_identifier(value: str) -> list[UUID]:
    """The subjects that have an identifier of this value, whatever its system, spaces and signs."""
    hashed = bare_hash(value)
    rows = PatientIdentifier.objects.filter(bare_hash=hashed, voided_at__isnull=True)
    return list(rows.values_list("subject_id", flat=True)[:MOST_CANDIDATES])


def bare_hash(value: str) -> int:
    """The keyed hash of an identifier's letters and digits."""
    return token_hash("identifier-value", bare(value))


def query_hash(text: str) -> int:
    """The keyed hash of what was typed, as the log keeps it instead of the words."""
    return token_hash("search", " ".join(words_of(text)))


def _answers(asked: SearchText, limit: int) -> Iterable[tuple[_Candidate, float]]:
    yield from _by_digits(asked)
    if asked.words:
        yield from _by_names(asked, limit)
    elif asked.born and not asked.is_year_only:
        for candidate in _people("born", [], asked.born, KEYS_READ, MOST_CANDIDATES):
            yield candidate, 1.0


def _by_digits(asked: SearchText) -> Iterable[tuple[_Candidate, float]]:
    if len(asked.digits) >= FEWEST_DIGITS["number"]:
        for candidate in _people("number", [asked.digits], None, KEYS_READ, MOST_CANDIDATES):
            yield candidate, 1.0 if candidate.shown.get("number") == asked.digits else 0.9
    if len(asked.digits) >= FEWEST_DIGITS["phone"]:
        for candidate in _people("phone", [phone_key(asked.digits)], None, KEYS_READ, MOST_CANDIDATES):
            yield candidate, 0.95
    if len(asked.bare) >= FEWEST_SIGNS and any(sign.isdigit() for sign in asked.bare):
        ids = [str(subject_id) for subject_id in find_by_identifier(asked.bare)]
        for candidate in _people("subject", ids, None, KEYS_READ, MOST_CANDIDATES) if ids else ():
            yield candidate, 1.0


def _by_names(asked: SearchText, limit: int) -> Iterable[tuple[_Candidate, float]]:
    candidates = {candidate.subject_id: candidate for candidate in _as_typed(asked)}
    scored = _scored(asked, candidates.values())
    if sum(score >= FULL for _, score in scored) < min(limit, ENOUGH):
        # A birth date that does not fit may be the typing error: such people come, but last.
        scored += [
            (candidate, score if _fits(candidate, asked.born) else score * WRONG_BIRTH)
            for candidate, score in _scored(asked, _respelled(asked))
            if candidate.subject_id not in candidates
        ]
    return scored


def _as_typed(asked: SearchText) -> list[_Candidate]:
    """People whose names begin as typed, or who were born then; the words are compared afterwards."""
    if asked.born is None:
        return _people("name", _beginnings(asked), None, KEYS_READ, MOST_CANDIDATES)
    if asked.is_year_only:
        word = max(asked.words, key=len)
        is_open = asked.is_open and word == asked.words[-1]
        keys = [year_key(asked.born[0].year, word).removesuffix(END if is_open else "")]
        return _people("year", keys, None, KEYS_READ, KEYS_READ)
    return _people("born", [], asked.born, KEYS_READ, KEYS_READ)


def _respelled(asked: SearchText) -> list[_Candidate]:
    """People whose names begin with other spellings of what was typed, born in the year if only that was given."""
    if asked.born and asked.is_year_only:
        words = _spellings_of(max(asked.words, key=len))
        keys = [year_key(asked.born[0].year, word) for word, _ in words]
        return _people("year", keys, None, KEYS_READ_A_SPELLING, MOST_RESPELLED)
    return _people("name", _other_spellings(asked), None, KEYS_READ_A_SPELLING, MOST_RESPELLED)


def _scored(asked: SearchText, candidates: Iterable[_Candidate]) -> list[tuple[_Candidate, float]]:
    scored = [(c, likeness(asked.words, c.names, is_open=asked.is_open)) for c in candidates]
    return [(candidate, score) for candidate, score in scored if score >= LEAST]


def _beginnings(asked: SearchText) -> list[str]:
    """The keys that begin with the words as typed; two words also the other way round."""
    words = list(asked.words)
    end = "" if asked.is_open else END
    keys = [" ".join(words) + end]
    if len(words) == 2 and len(words[1]) > 1:
        keys.append(f"{words[1]} {words[0]}")
    return keys


def _other_spellings(asked: SearchText) -> list[str]:
    """Beginnings of keys with the words as they may have been meant, likeliest first, two words in both orders."""
    spellings = [_spellings_of(word) for word in asked.words]
    if len(spellings) == 1:
        return [word + END for word, _ in spellings[0]]
    keys = []
    for first, second in pairwise(spellings):
        pairs = sorted(product(first, second), key=lambda pair: -pair[0][1] - pair[1][1])[:MOST_PAIRS]
        keys += [key for (one, _), (other, _) in pairs for key in (f"{one} {other}", f"{other} {one}")]
    return keys


def _spellings_of(word: str) -> list[tuple[str, float]]:
    """The word itself and the words of names that it may mean, with their likeness, most alike first."""
    spelled = latin(word)
    bones = skeleton(spelled)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT patients_search_words(%s, %s, %s)",
            [
                sorted(without_one_letter(word) | without_one_letter(spelled)) if len(word) > 1 else [word],
                [bones] if len(bones) >= SHORTEST_SKELETON else [],
                spelled if len(spelled) >= SHORTEST_NEAR else "",
            ],
        )
        others = {row[0] for row in cursor.fetchall()} - {word}
    alike = sorted(((other, of_word(word, other)) for other in others), key=lambda pair: -pair[1])
    return [(word, 1.0), *alike[: MOST_SPELLINGS - 1]]


def _fits(candidate: _Candidate, born: Days | None) -> bool:
    if born is None:
        return True
    text = candidate.shown.get("born", "")
    return bool(text) and born[0].isoformat()[: len(text)] <= text <= born[1].isoformat()[: len(text)]


def _people(kind: str, keys: Sequence[str], born: Days | None, depth: int, most: int) -> list[_Candidate]:
    first, last = born or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [kind, list(keys), first, last, depth, most])
        return [_Candidate(*row) for row in cursor.fetchall()]


def _found(candidate: _Candidate, score: float) -> FoundPatient:
    line = replace(line_from(candidate.subject_id, candidate.shown), is_related=candidate.is_related)
    return FoundPatient(line, score, candidate.recent_at)


def _place_of(answer: tuple[_Candidate, float]) -> tuple[float, float]:
    # Scores a hair apart are equals: among them the patient seen last comes first.
    candidate, score = answer
    return -round(score, 1), -candidate.recent_at.timestamp()
