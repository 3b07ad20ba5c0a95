"""Tokens as rows: what of a resource's tokens is stored, and under which keyed hash it is found again."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from florence.fhir import stored
from florence.fhir.definitions import tables
from florence.fhir.values import Token

# foundation.blind.token_hash, or the same with the key at hand for many values in a row.
Hash = Callable[..., int]

# Stands for "any" in the place of a system or a code;
# neither can contain it, since it is no visible character.
ANY = "\x1e"
# Marks a text that is given in full, not by its beginning.
WHOLE = "\x1d"


class TokenValues(NamedTuple):
    """The columns of one token row, apart from the resource and its subject."""

    parameter: str
    hash: int | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    number: Decimal | None = None


def rows(kind: str, tokens: Iterable[Token], token_hash: Hash, sensitive: bool = False) -> list[TokenValues]:
    """Return the token rows of a resource of this type.

    Left out is what columns of the resource row answer, and what belongs in the
    protected copy of names. A row of a sensitive category keeps no plain numbers.
    """
    found: list[TokenValues] = []
    for token in tokens:
        if _is_stored(kind, token) and not (sensitive and token.number is not None):
            found += _values(kind, token, token_hash)
    return found


def _is_stored(kind: str, token: Token) -> bool:
    answered = _answered(kind, token.parameter)
    return not (answered is None or (answered and token.code.startswith(answered)))


@cache
def _answered(kind: str, parameter: str) -> str | None:
    """Return None when something else answers the parameter,
    else how the references begin that a column answers.
    """
    if stored.is_personal(kind, parameter):
        return None
    column = stored.column_for(kind, parameter)
    if column in ("subject", "encounter"):
        return "Patient/" if column == "subject" else "Encounter/"
    is_text = tables.parameters(kind)[parameter].kind == "string"
    return None if column or (is_text and not stored.is_stored_string(kind)) else ""


def _values(kind: str, token: Token, token_hash: Hash) -> list[TokenValues]:
    if token.kind in ("date", "number"):
        return [TokenValues(token.parameter, None, token.starts, token.ends, token.number)]
    keys = [("", token.code)]
    if token.kind == "token":
        keys = coding_keys(token)
    elif token.kind == "code":
        keys = [(ANY, token.code)]
    elif token.kind == "quantity":
        keys += [(token.system, token.code)] if token.system else []
    elif token.kind == "string":
        keys = [
            ("", token.code[:length]) for length in range(1, min(len(token.code), stored.LONGEST_PREFIX) + 1)
        ]
        keys.append((WHOLE, token.code))
    return [
        TokenValues(token.parameter, token_hash(kind, token.parameter, system, code), number=token.number)
        for system, code in keys
    ]


def coding_keys(token: Token) -> list[tuple[str, str]]:
    """Return the three keys of a coding: as it is, in any
    system, any code of its system; tags have the first only.
    """
    if token.parameter.startswith("_"):
        return [(token.system, token.code)]
    return [(token.system, token.code), (ANY, token.code), (token.system, ANY)]
