"""The search grammar of R4 (https://hl7.org/fhir/R4/search.html): parameters in, a Query out, strictly.

What is not understood is refused, never ignored: a filter that silently does nothing shows too much.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from florence.fhir import search_values, stored
from florence.fhir.conditions import (
    ChainedCondition,
    Condition,
    DateCondition,
    Include,
    MissingCondition,
    NumberCondition,
    PersonCondition,
    ReferenceCondition,
    TextCondition,
    TokenCondition,
)
from florence.fhir.definitions import tables
from florence.fhir.issues import Invalid, Issue
from florence.fhir.search_controls import Controls, read_control
from florence.fhir.search_values import Unreadable

MOST_PARAMETERS = 64
MOST_VALUES = 200
NUL = "\x00"
"""Not allowed in a string of FHIR (https://hl7.org/fhir/R4/datatypes.html#string), nor kept by PostgreSQL."""
PLAIN_TYPES = frozenset(("code", "string", "id", "uri", "boolean", "exists", "ContactPoint"))


@dataclass(frozen=True, slots=True)
class Query:
    """A search on one type: all conditions must hold. ids and updated None mean any."""

    kind: str
    conditions: tuple[Condition, ...]
    ids: tuple[UUID, ...] | None
    updated: tuple[DateCondition, ...]
    controls: Controls

    @property
    def includes(self) -> tuple[Include, ...]:
        """What _include asks for."""
        return self.controls.includes

    @property
    def reverse_includes(self) -> tuple[Include, ...]:
        """What _revinclude asks for."""
        return self.controls.reverse_includes


def parse(kind: str, parameters: Iterable[tuple[str, str]], base: str = "") -> Query:
    """Return the query of a request; raises Invalid (400)
    with an issue for every parameter that is not understood.

    base is the address of this server, whose absolute references are its own.
    """
    given = [(name, value) for name, value in parameters if value != ""]
    if len(given) > MOST_PARAMETERS:
        raise Invalid([Issue("", "too-costly", f"more than {MOST_PARAMETERS} search parameters")])
    return _Parser(kind, base).parse(given)


def read_condition(kind: str, name: str, value: str, base: str = "") -> Condition:
    """Return the condition of one parameter with its modifier; raises Unreadable for what it cannot read."""
    if "." in name:
        return _chained(kind, name, value, base)
    name, _, modifier = name.partition(":")
    parameter = tables.parameters(kind).get(name)
    if parameter is None:
        raise Unreadable(f"is not a search parameter of {kind} that this server knows")
    names = parameter.same_as or (name,)
    if modifier == "missing":
        return _missing(names, value)
    values = search_values.split_values(value)
    if len(values) > MOST_VALUES:
        raise Unreadable(f"has more than {MOST_VALUES} values")
    if stored.is_personal(kind, names[0]):
        return PersonCondition(name, modifier, tuple(search_values.unescape(each) for each in values))
    return _READERS[parameter.kind](_Asked(kind, parameter, names, modifier, values, base))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One parameter of a request, taken apart."""

    kind: str
    parameter: tables.Parameter
    names: tuple[str, ...]
    modifier: str
    values: list[str]
    base: str

    def refuse_modifiers(self, *allowed: str) -> None:
        if self.modifier and self.modifier not in allowed:
            raise Unreadable(f"has the modifier :{self.modifier[:32]}, which this server does not offer here")


class _Parser:
    def __init__(self, kind: str, base: str) -> None:
        self.kind = kind
        self.base = base
        self.issues: list[Issue] = []
        self.conditions: list[Condition] = []
        self.ids: tuple[UUID, ...] | None = None
        self.updated: list[DateCondition] = []
        self.controls = Controls()

    def parse(self, given: list[tuple[str, str]]) -> Query:
        for name, value in given:
            try:
                self._take(name, value)
            except Unreadable as fault:
                self.issues.append(Issue(f"{self.kind}?{name[:64]}", "not-supported", f"{name[:64]} {fault}"))
        if self.issues:
            raise Invalid(self.issues)
        return Query(self.kind, tuple(self.conditions), self.ids, tuple(self.updated), self.controls)

    def _take(self, name: str, value: str) -> None:
        if NUL in name or NUL in value:
            raise Unreadable("holds the character U+0000, which no text has")
        if name == "_id":
            self._take_ids(value)
        elif name == "_lastUpdated":
            moments = tuple(search_values.read_date(each) for each in search_values.split_values(value))
            self.updated.append(DateCondition((name,), moments))
        elif not read_control(self.controls, self.kind, name, value):
            self.conditions.append(read_condition(self.kind, name, value, self.base))

    def _take_ids(self, value: str) -> None:
        wanted = {found for each in search_values.split_values(value) if (found := as_uuid(each))}
        self.ids = tuple(sorted(wanted if self.ids is None else wanted & set(self.ids)))


def as_uuid(text: str) -> UUID | None:
    """Return an id of this server, None for an id that it cannot have given."""
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _token(asked: _Asked) -> Condition:
    asked.refuse_modifiers("not")
    ends = {end for _, end in _paths(asked)}
    read = search_values.read_contact if ends == {"ContactPoint"} else search_values.read_token
    values = [read(each) for each in asked.values]
    if ends <= PLAIN_TYPES:
        # A bare code lives in the one system its element is bound to, so a system adds nothing.
        values = [(None, code) for _, code in values]
    if asked.names[0].startswith("_") and any(system is None or code is None for system, code in values):
        raise Unreadable("must be given as system|code")
    return TokenCondition(asked.names, tuple(values), asked.modifier == "not")


def _paths(asked: _Asked) -> list[tuple[str, str]]:
    table = tables.parameters(asked.kind)
    return [path for name in asked.names for path in table[name].paths]


def _reference(asked: _Asked) -> Condition:
    targets = asked.parameter.targets
    if asked.modifier in targets:
        targets = (asked.modifier,)
    else:
        asked.refuse_modifiers()
    found = [one for each in asked.values for one in search_values.read_reference(each, targets, asked.base)]
    return ReferenceCondition(asked.names, tuple(found))


def _date(asked: _Asked) -> Condition:
    asked.refuse_modifiers()
    return DateCondition(asked.names, tuple(search_values.read_date(each) for each in asked.values))


def _number(asked: _Asked) -> Condition:
    asked.refuse_modifiers()
    return NumberCondition(
        asked.names, tuple(search_values.read_number(each) for each in asked.values), False
    )


def _quantity(asked: _Asked) -> Condition:
    asked.refuse_modifiers()
    return NumberCondition(
        asked.names, tuple(search_values.read_quantity(each) for each in asked.values), True
    )


def _uri(asked: _Asked) -> Condition:
    asked.refuse_modifiers()
    return TextCondition(
        asked.names, tuple(search_values.unescape(each) for each in asked.values), whole=True
    )


def _string(asked: _Asked) -> Condition:
    asked.refuse_modifiers("exact")
    if not stored.is_stored_string(asked.kind):
        raise Unreadable(f"searches text of {asked.kind}, which is stored encrypted and not searchable here")
    texts = tuple(search_values.read_text(each) for each in asked.values)
    return TextCondition(asked.names, texts, whole=asked.modifier == "exact")


_READERS: dict[str, Callable[[_Asked], Condition]] = {
    "token": _token,
    "reference": _reference,
    "date": _date,
    "number": _number,
    "quantity": _quantity,
    "uri": _uri,
    "string": _string,
}


def _missing(names: tuple[str, ...], value: str) -> Condition:
    if value not in ("true", "false"):
        raise Unreadable("must be true or false with :missing")
    return MissingCondition(names, value == "true")


def _chained(kind: str, name: str, value: str, base: str) -> Condition:
    """Read subject.identifier or subject:Patient.identifier; one link only."""
    first, _, rest = name.partition(".")
    first, _, target = first.partition(":")
    parameter = tables.parameters(kind).get(first)
    if parameter is None or parameter.kind != "reference" or "." in rest:
        raise Unreadable("is not a chain that this server follows")
    if not target and len(parameter.targets) != 1:
        raise Unreadable(f"must name the type it leads to, as in {first}:Patient.{rest[:32]}")
    target = target or parameter.targets[0]
    if target not in parameter.targets:
        raise Unreadable(f"cannot lead to {target[:32]}")
    inner = read_condition(target, rest, value, base)
    return ChainedCondition(parameter.same_as or (first,), target, inner)
