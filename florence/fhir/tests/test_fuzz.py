"""Spoilt resources: validation answers for any JSON, and whatever it lets through can be indexed and
written.
"""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florence.fhir import columns, parsing, references, token_rows, tokens, validation
from florence.fhir.tests.resources import condition, observation, official, patient

SEEDS = [
    observation(),
    patient(),
    condition(),
    *(
        official(name)
        for name in ("CarePlan-gpvisit", "Encounter-f001", "Observation-blood-pressure", "Patient-example")
    ),
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["#x", "Patient/1", "2021-02-30", "2021", "", "urn:uuid:1", "\x00", "male", "final"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "code",
                    "system",
                    "value",
                    "reference",
                    "start",
                    "end",
                    "coding",
                    "low",
                    "high",
                    "resourceType",
                    "contained",
                    "extension",
                    "url",
                    "text",
                    "div",
                ]
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in children:
        found += places(value, (*path, key))
    return found


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    resource = copy.deepcopy(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(resource)))
        node: Any = resource
        for key in path[:-1]:
            node = node[key]
        if draw(st.booleans()):
            node[path[-1]] = draw(VALUES)
        else:
            del node[path[-1]]
        if not resource:
            break
    return resource


@settings(max_examples=300, deadline=None, derandomize=True)
@given(spoilt())
def test_validation_answers_for_any_resource(resource: dict[str, Any]) -> None:
    issues = validation.validate(resource)
    assert all(issue.message and issue.code for issue in issues)
    if not issues:
        kind = resource["resourceType"]
        token_rows.rows(kind, tokens.extract(resource), lambda *parts: hash(parts))
        columns.columns(resource)
        references.rewrite(resource, lambda reference: reference)
        assert parsing.parse(parsing.serialise(resource)) == resource


@settings(max_examples=200, deadline=None, derandomize=True)
@given(VALUES)
def test_validation_answers_for_any_json(value: Any) -> None:
    assert validation.validate(value)


@pytest.mark.parametrize("where", ["contained", "extension"])
def test_validation_answers_for_odd_lists(where: str) -> None:
    for value in (
        None,
        1,
        "x",
        {},
        [1],
        [None],
        [[]],
        [{"resourceType": 1}],
        [{"resourceType": "Observation"}],
    ):
        assert validation.validate(observation(**{where: value})) or value is None
