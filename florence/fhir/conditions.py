"""What a search asks for, free of any wording of the request: the parts of a Query."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

# https://hl7.org/fhir/R4/search.html#prefix
Prefix = Literal["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]


@dataclass(frozen=True, slots=True)
class TokenCondition:
    """Any of the values; a system or code of None stands for any. Negated: none of them (:not)."""

    parameters: tuple[str, ...]
    values: tuple[tuple[str | None, str | None], ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class ReferenceCondition:
    """Refers to any of the targets, each Type/id or an absolute address."""

    parameters: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date asked for: [starts, ends) in UTC, and how the found one is to relate to it."""

    prefix: Prefix
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class DateCondition:
    """Stands in the given relation to any of the dates."""

    parameters: tuple[str, ...]
    values: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number asked for with what its digits leave open: [low, high), and its unit; None and "" are any."""

    prefix: Prefix
    number: Decimal
    low: Decimal
    high: Decimal
    system: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NumberCondition:
    """Stands in the given relation to any of the numbers; quantity says whether units matter."""

    parameters: tuple[str, ...]
    values: tuple[Measure, ...]
    quantity: bool


@dataclass(frozen=True, slots=True)
class TextCondition:
    """Begins with, or with `whole` is, any of the folded texts; addresses are always whole."""

    parameters: tuple[str, ...]
    values: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class MissingCondition:
    """The resource has (missing=False) or lacks (missing=True) any value for the parameters."""

    parameters: tuple[str, ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class PersonCondition:
    """About a person's name, address, sex, birth or death:
    for the owner of the type to answer. Values are as sent.
    """

    parameter: str
    modifier: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainedCondition:
    """Refers by the parameters to a resource of the type
    that meets the inner condition (subject.identifier=…).
    """

    parameters: tuple[str, ...]
    kind: str
    inner: "Condition"


Condition = (
    TokenCondition
    | ReferenceCondition
    | DateCondition
    | NumberCondition
    | TextCondition
    | MissingCondition
    | PersonCondition
    | ChainedCondition
)


@dataclass(frozen=True, slots=True)
class Include:
    """_include or _revinclude: resources of `kind` refer by
    `parameters` to others, of `target` only unless "".
    """

    kind: str
    parameters: tuple[str, ...]
    target: str
