"""Numbers of FHIR as exact decimals that the database's columns can hold."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

# The columns hold 24 digits, 8 of them after the point (florence.fhir.rows).
PLACES = Decimal("1e-8")
TOO_LARGE = Decimal("1e16")
CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)


def exact(value: int | float | Decimal) -> Decimal:
    """Return the decimal that was written, so 5.4 is 5.4 and not the binary number beside it."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def column_number(value: object) -> Decimal | None:
    """Return a number rounded to eight places for a column, or None when it is none or too large to be held."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = exact(value)
    if not number.is_finite() or number.adjusted() >= TOO_LARGE.adjusted():
        return None
    if number.adjusted() < -20:
        return Decimal(0)
    return number.quantize(PLACES, context=CONTEXT) if _is_finer(number) else number


def _is_finer(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -8
