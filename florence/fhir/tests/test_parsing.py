"""Parsing: digits survive, and what is no JSON object in UTF-8 is refused with a reason."""

from decimal import Decimal

import pytest

from florence.fhir import parsing, validation
from florence.fhir.issues import Invalid
from florence.fhir.tests.resources import observation


def refusal(body: bytes, limit: int = parsing.LARGEST_BODY) -> Invalid:
    with pytest.raises(Invalid) as caught:
        parsing.parse(body, limit)
    return caught.value


def test_it_works() -> None:
    body = b'{"resourceType":"Patient","name":[{"family":"M\xc3\xbcller"}]}'
    assert parsing.parse(body)["name"][0]["family"] == "Müller"
    assert parsing.serialise(parsing.parse(body)) == body


@pytest.mark.parametrize(
    "number",
    [
        "1.50",
        "0.10",
        "100.000",
        "1.0",
        "0",
        "-0.5",
        "37.123456789012345678",
        "123456789012345678901",
        "1E+30",
    ],
)
def test_every_digit_of_a_number_comes_back(number: str) -> None:
    body = f'{{"value":{number},"other":[{number}]}}'.encode()
    assert parsing.serialise(parsing.parse(body)) == body


def test_an_exact_decimal_is_valid_in_a_resource() -> None:
    body = parsing.serialise(observation()).replace(b"172.5", b"172.50")
    resource = parsing.parse(body)
    assert resource["valueQuantity"]["value"] == Decimal("172.50")
    assert validation.is_valid(resource)
    assert parsing.serialise(resource) == body


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"1", b"null"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    assert "one JSON object" in refusal(body).issues[0].message


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{'a':1}", b'{"a":NaN}', b'{"a":1.50,"b":NaN}', b'{"a":01}', b"<xml/>"]
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    assert "not JSON" in refusal(body).issues[0].message


def test_other_encodings_are_refused_by_name() -> None:
    assert "not UTF-8" in refusal('{"a":"é"}'.encode("latin-1")).issues[0].message
    assert "byte order mark" in refusal(b"\xef\xbb\xbf{}").issues[0].message
    assert "not" in refusal('{"a":1}'.encode("utf-16")).issues[0].message


def test_a_long_body_is_refused_before_it_is_read() -> None:
    assert refusal(b"{" * 11, limit=10).status == 413


def test_a_depth_bomb_is_refused() -> None:
    assert "not JSON" in refusal(b'{"a":' * 100_000).issues[0].message


def test_a_deep_body_with_fragile_numbers_is_read_and_left_to_validation() -> None:
    body = b'{"a":' * 1000 + b"1.50" + b"}" * 1000
    resource = parsing.parse(body) | {"resourceType": "Basic"}
    assert validation.validate(resource)[0].code == "too-costly"


def test_only_json_values_are_written() -> None:
    with pytest.raises(TypeError):
        parsing.serialise({"a": object()})
