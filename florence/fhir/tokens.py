"""The values by which a resource can be searched, read from it along the paths of the standard's parameters."""

from functools import cache
from typing import Any, NamedTuple

from florence.fhir.definitions import tables
from florence.fhir.token_readers import READERS
from florence.fhir.values import Reader, Token


class _Branch(NamedTuple):
    condition: tuple[str, str] | None
    readers: list[tuple[str, Reader]]
    children: "_Branches"


_Branches = dict[str, list[_Branch]]

# Read from columns of the row itself, never from tokens.
_ELSEWHERE = ("_id", "_lastUpdated")


def extract(resource: dict[str, Any]) -> list[Token]:
    """Return the tokens of a valid resource, without duplicates, for every parameter of its type.

    Parameters that only repeat others (patient for subject, combo-code …) give none of their own.
    """
    kind: str = resource["resourceType"]
    found: list[Token] = []
    _follow(_branches(kind), resource, found)
    _add_deceased(kind, resource, found)
    return list(dict.fromkeys(found))


def _follow(branches: _Branches, node: dict[str, Any], found: list[Token]) -> None:
    for key, value in node.items():
        for condition, readers, children in branches.get(key, ()):
            for each in value if type(value) is list else (value,):
                if each is None or (condition and each.get(condition[0]) != condition[1]):
                    continue
                for parameter, read in readers:
                    read(parameter, each, found)
                if children:
                    _follow(children, each, found)


def _add_deceased(kind: str, resource: dict[str, Any], found: list[Token]) -> None:
    """Patient.deceased may be a flag or a time; searching asks only whether."""
    if kind == "Patient":
        dead = "deceasedDateTime" in resource or resource.get("deceasedBoolean") is True
        found.append(Token("deceased", "code", code="true" if dead else "false"))


@cache
def _branches(kind: str) -> _Branches:
    root: _Branches = {}
    for parameter in tables.parameters(kind).values():
        if parameter.name in _ELSEWHERE:
            continue
        for path, end in parameter.paths:
            reader = READERS[parameter.kind].get(end)
            if reader:
                _add_path(root, path.split("."), parameter.name, reader)
    return root


def _add_path(branches: _Branches, steps: list[str], parameter: str, reader: Reader) -> None:
    key, _, question = steps[0].partition("?")
    name, _, value = question.partition("=")
    condition = (name, value) if question else None
    siblings = branches.setdefault(key, [])
    branch = next((each for each in siblings if each.condition == condition), None)
    if branch is None:
        branch = _Branch(condition, [], {})
        siblings.append(branch)
    if len(steps) == 1:
        branch.readers.append((parameter, reader))
    else:
        _add_path(branch.children, steps[1:], parameter, reader)
