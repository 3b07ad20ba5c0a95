"""A Query as a queryset over rows and tokens. Values only ever travel as parameters; hashes as numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from florence.fhir import stored
from florence.fhir.conditions import (
    ChainedCondition,
    Condition,
    DateCondition,
    Measure,
    MissingCondition,
    Moment,
    NumberCondition,
    PersonCondition,
    ReferenceCondition,
    TextCondition,
    TokenCondition,
)
from florence.fhir.issues import Invalid, Issue
from florence.fhir.numbers import PLACES
from florence.fhir.search import Query, as_uuid
from florence.fhir.stored import LONGEST_PREFIX
from florence.fhir.token_rows import ANY, WHOLE, Hash

# Answers what only the owner of a type can: conditions on people, and chains to other types.
Resolve = Callable[[Condition], Q]
UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows a search may see and their tokens (querysets, narrowed to the caller), and the hash."""

    rows: QuerySet[Any]
    tokens: QuerySet[Any]
    token_hash: Hash
    resolve: Resolve | None = None


def matching(tables: Tables, query: Query) -> QuerySet[Any]:
    """Return the rows, in no order, that meet every condition
    of a query; raises Invalid for what cannot be asked.
    """
    rows = tables.rows.filter(type=query.kind, deleted=False)
    if query.ids is not None:
        rows = rows.filter(id__in=query.ids)
    for updated in query.updated:
        rows = rows.filter(_any(_is_updated(moment) for moment in updated.values))
    for condition in query.conditions:
        rows = rows.filter(Wording(tables, query.kind).word(condition))
    return rows


def referring(
    tables: Tables, kind: str, parameters: tuple[str, ...], targets: Iterable[str]
) -> QuerySet[Any]:
    """Return the rows of a type that refer by a parameter
    to any of the targets (Type/id): what _revinclude adds.
    """
    condition = ReferenceCondition(parameters, tuple(targets))
    return tables.rows.filter(type=kind, deleted=False).filter(Wording(tables, kind).word(condition))


class Wording:
    """Words the conditions on one type."""

    def __init__(self, tables: Tables, kind: str) -> None:
        self.tables = tables
        self.kind = kind

    def word(self, condition: Condition) -> Q:
        match condition:
            case TokenCondition():
                found = self._tokens(condition)
                return ~found if condition.negated else found
            case ReferenceCondition():
                return self._references(condition)
            case DateCondition():
                return self._dates(condition)
            case NumberCondition():
                return self._numbers(condition)
            case TextCondition():
                return self._texts(condition)
            case MissingCondition():
                return self._missing(condition)
            case PersonCondition() | ChainedCondition():
                return self._resolved(condition)

    def _resolved(self, condition: PersonCondition | ChainedCondition) -> Q:
        if self.tables.resolve is None:
            raise Invalid([Issue(self.kind, "not-supported", "this search is not offered for this type")])
        return self.tables.resolve(condition)

    def _column(self, parameters: tuple[str, ...]) -> str:
        return stored.column_for(self.kind, parameters[0]) if len(parameters) == 1 else ""

    def _split(self, parameters: tuple[str, ...], column: str) -> tuple[bool, tuple[str, ...]]:
        """Part parameters into whether the column answers for one of them, and those that tokens answer."""
        rest = tuple(name for name in parameters if stored.column_for(self.kind, name) != column)
        return len(rest) < len(parameters), rest

    def _exists(self, **conditions: Any) -> Q:
        return Q(Exists(self.tables.tokens.filter(resource=OuterRef("pk"), **conditions)))

    def _by_keys(self, parameters: tuple[str, ...], keys: Iterable[tuple[str, str]]) -> Q:
        hashes = self._hashes(parameters, keys)
        return self._exists(hash__in=hashes) if hashes else Q(pk__in=[])

    def hashes(self, condition: Condition) -> list[int]:
        """Return the hashes one of which the tokens must have; [] for conditions that are not so simple."""
        if isinstance(condition, TokenCondition):
            is_kept = self._column(condition.parameters) != "status" and not condition.negated
            return self._hashes(condition.parameters, _keys_of(condition)) if is_kept else []
        if isinstance(condition, ReferenceCondition) and not self._column(condition.parameters):
            return self._hashes(condition.parameters, [("", target) for target in condition.targets])
        return []

    def _hashes(self, parameters: tuple[str, ...], keys: Iterable[tuple[str, str]]) -> list[int]:
        return [self.tables.token_hash(self.kind, name, *key) for key in keys for name in parameters]

    def _tokens(self, condition: TokenCondition) -> Q:
        if self._column(condition.parameters) == "status":
            return Q(status__in=[code for _, code in condition.values if code])
        return self._by_keys(condition.parameters, _keys_of(condition))

    def _references(self, condition: ReferenceCondition) -> Q:
        column = self._column(condition.parameters)
        prefix = {"subject": "Patient/", "encounter": "Encounter/"}.get(column)
        if prefix is None:
            return self._by_keys(condition.parameters, [("", target) for target in condition.targets])
        own = [target for target in condition.targets if target.startswith(prefix)]
        ids = [each for target in own if (each := as_uuid(target.removeprefix(prefix)))]
        others = [("", target) for target in condition.targets if not target.startswith(prefix)]
        found = self._own(column, ids)
        return found | self._by_keys(condition.parameters, others) if others else found

    def _own(self, column: str, ids: list[UUID]) -> Q:
        if not ids or not _has_field(self.tables.rows.model, column):
            return Q(pk__in=[])
        return Q(**{f"{column}_id__in": ids}) if len(ids) > 1 else Q(**{f"{column}_id": ids[0]})

    def _dates(self, condition: DateCondition) -> Q:
        if self._column(condition.parameters) == "time":
            return _any(_is_at(moment) for moment in condition.values)
        within = _any(_is_at(moment) for moment in condition.values)
        return self._exist_where(condition.parameters, within)

    def _exist_where(self, parameters: tuple[str, ...], within: Q) -> Q:
        tokens = self.tables.tokens.filter(resource=OuterRef("pk"), type=self.kind, parameter__in=parameters)
        return Q(Exists(tokens.filter(within)))

    def _numbers(self, condition: NumberCondition) -> Q:
        by_column, rest = self._split(condition.parameters, "value")
        found = Q(pk__in=[])
        for measure in condition.values:
            if by_column:
                found |= _is_number(measure) & (Q(number_unit=measure.unit) if measure.unit else Q())
            if rest:
                found |= self._number_tokens(rest, measure)
        return found

    def _number_tokens(self, parameters: tuple[str, ...], measure: Measure) -> Q:
        within = _is_number(measure)
        if measure.unit:
            system = "" if measure.system in ("", UCUM) else measure.system
            hashes = [self.tables.token_hash(self.kind, name, system, measure.unit) for name in parameters]
            within &= Q(hash__in=hashes)
        return self._exist_where(parameters, within)

    def _texts(self, condition: TextCondition) -> Q:
        keys = [
            (WHOLE if condition.whole and stored.is_stored_string(self.kind) else "", text)
            for text in condition.values
        ]
        if not condition.whole and any(len(text) > LONGEST_PREFIX for text in condition.values):
            message = f"can be searched by the first {LONGEST_PREFIX} letters, or in full with :exact"
            raise Invalid([Issue(f"{self.kind}?{condition.parameters[0]}", "not-supported", message)])
        return self._by_keys(condition.parameters, keys)

    def _missing(self, condition: MissingCondition) -> Q:
        found = Q(pk__in=[])
        for name in condition.parameters:
            column = stored.column_for(self.kind, name)
            if column:
                found |= self._filled(column)
            if column in ("", "subject", "encounter"):
                found |= self._exist_where((name,), Q())
        return ~found if condition.missing else found

    def _filled(self, column: str) -> Q:
        if column == "status":
            return ~Q(status="")
        if column == "time":
            return Q(starts__isnull=False) | Q(ends__isnull=False)
        if column == "value":
            return Q(number__isnull=False)
        return (
            Q(**{f"{column}__isnull": False}) if _has_field(self.tables.rows.model, column) else Q(pk__in=[])
        )


def _keys_of(condition: TokenCondition) -> list[tuple[str, str]]:
    return [
        (ANY if system is None else system, ANY if code is None else code)
        for system, code in condition.values
    ]


def _has_field(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _is_at(moment: Moment) -> Q:
    """Compare a row's [starts, ends) with what is asked: https://hl7.org/fhir/R4/search.html#prefix."""
    begun, over = moment.starts, moment.ends
    # An end that is not known lies beyond every date, provided that there is a date at all.
    goes_on = Q(ends__isnull=True, starts__isnull=False)
    began_sometime = Q(starts__isnull=True, ends__isnull=False)
    within = Q(starts__gte=begun, ends__lte=over)
    after = Q(ends__gt=over) | goes_on
    before = Q(starts__lt=begun) | began_sometime
    match moment.prefix:
        case "eq":
            return within
        case "ne":
            return before | after
        case "gt":
            return after
        case "ge":
            return within | after
        case "lt":
            return before
        case "le":
            return within | before
        case "sa":
            return Q(starts__gte=over)
        case "eb":
            return Q(ends__lte=begun)
        case "ap":
            return (Q(starts__lt=over) | began_sometime) & (Q(ends__gt=begun) | goes_on)


def _is_updated(moment: Moment) -> Q:
    """Compare the moment at which a version was written with what is asked."""
    match moment.prefix:
        case "eq" | "ap":
            return Q(recorded_at__gte=moment.starts, recorded_at__lt=moment.ends)
        case "ne":
            return Q(recorded_at__lt=moment.starts) | Q(recorded_at__gte=moment.ends)
        case "gt" | "sa":
            return Q(recorded_at__gte=moment.ends)
        case "ge":
            return Q(recorded_at__gte=moment.starts)
        case "lt" | "eb":
            return Q(recorded_at__lt=moment.starts)
        case "le":
            return Q(recorded_at__lt=moment.ends)


def _is_number(measure: Measure) -> Q:
    low, high = _outward(measure)
    number = measure.number.quantize(PLACES) if abs(measure.number) < Decimal("1e15") else measure.number
    match measure.prefix:
        case "eq" | "ap":
            return Q(number__gte=low, number__lt=high)
        case "ne":
            return Q(number__lt=low) | Q(number__gte=high)
        case "gt" | "sa":
            return Q(number__gt=number)
        case "ge":
            return Q(number__gte=number)
        case "lt" | "eb":
            return Q(number__lt=number)
        case "le":
            return Q(number__lte=number)


def _outward(measure: Measure) -> tuple[Decimal, Decimal]:
    """Round the bounds outward to the eight places that the columns keep."""
    if abs(measure.number) >= Decimal("1e15"):
        return measure.low, measure.high
    low = measure.low.quantize(PLACES, rounding=ROUND_FLOOR)
    high = measure.high.quantize(PLACES, rounding=ROUND_CEILING)
    return low, high + PLACES if high != measure.high else high
