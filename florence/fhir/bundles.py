"""Batches and transactions taken apart and put together: https://hl7.org/fhir/R4/http.html#transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from florence.fhir import references
from florence.fhir.definitions import tables
from florence.fhir.interactions import Answer
from florence.fhir.issues import Invalid, Issue

Resource = dict[str, Any]

# The order in which a transaction is processed, whatever the order of its entries.
METHODS = ("DELETE", "POST", "PUT", "GET")
# Among new resources those come first that others hang on, so that each finds what it refers to.
FIRST = (
    "Organization",
    "Location",
    "Practitioner",
    "PractitionerRole",
    "Patient",
    "RelatedPerson",
    "Encounter",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One request of a batch or transaction. identity is the id in its address, query what follows the "?"."""

    index: int
    method: str
    kind: str
    identity: str
    query: tuple[tuple[str, str], ...]
    full_url: str
    resource: Resource | None
    if_none_exist: str
    if_match: str

    @property
    def path(self) -> str:
        """Where the entry stands, for issues."""
        return f"Bundle.entry[{self.index}]"


def read_entries(bundle: Resource) -> list[Entry]:
    """Return the requests of a valid Bundle; raises Invalid when one cannot be understood."""
    found: list[Entry] = []
    issues: list[Issue] = []
    for index, entry in enumerate(bundle.get("entry", ())):
        try:
            found.append(_read_entry(index, entry))
        except ValueError as fault:
            issues.append(Issue(f"Bundle.entry[{index}].request", "value", str(fault)))
    if issues:
        raise Invalid(issues)
    return found


def _read_entry(index: int, entry: Resource) -> Entry:
    request = entry.get("request")
    if request is None:
        raise ValueError("must be there: each entry needs a method and an address")
    method, (kind, identity, query) = request["method"], _read_url(request["url"])
    resource = entry.get("resource")
    if method not in METHODS:
        raise ValueError(f"has the method {method}, which this server does not offer in a Bundle")
    if method in ("POST", "PUT") and (resource is None or resource["resourceType"] != kind):
        raise ValueError(f"asks to {method} a {kind}, so the entry must have a resource of that type")
    if (method == "POST" and identity) or (method in ("PUT", "DELETE") and not identity):
        raise ValueError(f"has an address that does not fit {method}")
    none_exist, match = request.get("ifNoneExist", ""), request.get("ifMatch", "")
    return Entry(index, method, kind, identity, query, entry.get("fullUrl", ""), resource, none_exist, match)


def _read_url(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    path, _, query = url.partition("?")
    kind, _, identity = path.strip("/").partition("/")
    if kind not in tables.resource_types() or "/" in identity:
        raise ValueError("has an address that is neither Type nor Type/id")
    return kind, identity, tuple(parse_qsl(query, keep_blank_values=True))


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries in the order in which a transaction processes them."""
    return sorted(entries, key=lambda entry: (METHODS.index(entry.method), _rank(entry.kind), entry.index))


def _rank(kind: str) -> int:
    return FIRST.index(kind) if kind in FIRST else len(FIRST)


def check_identities(entries: Sequence[Entry]) -> None:
    """Refuse a transaction in which two entries stand for one resource (Invalid)."""
    seen: set[str] = set()
    issues = []
    for entry in entries:
        target = f"{entry.kind}/{entry.identity}" if entry.method in ("PUT", "DELETE") else entry.full_url
        if entry.method != "GET" and target and target in seen:
            issues.append(
                Issue(entry.path, "duplicate", "stands for the same resource as an entry before it")
            )
        seen.add(target)
    if issues:
        raise Invalid(issues)


def conditional_references(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the conditional references of the resources
    (Practitioner?identifier=…), each with its first place.
    """
    found: dict[str, str] = {}
    for entry in entries:
        for node in references.walk(entry.resource or {}):
            if references.conditional(node["reference"]):
                found.setdefault(node["reference"], entry.path)
    return found


def rewrite_references(entry: Entry, targets: dict[str, str]) -> None:
    """Put the new Type/id in the place of fullUrls and
    conditional references; raises Invalid for unknown urns.
    """
    if entry.resource is None:
        return
    unknown = references.rewrite(entry.resource, targets.get)
    broken = [reference for reference in unknown if reference.startswith("urn:")]
    if broken:
        message = "refers to an entry that is not in this Bundle"
        raise Invalid([Issue(f"{entry.path}.resource", "not-found", message)])


def response_bundle(kind: str, answers: Iterable[Answer]) -> Resource:
    """Return the Bundle (transaction-response or
    batch-response) with an entry for each answer, in their order.
    """
    return {"resourceType": "Bundle", "type": kind, "entry": [_answered(answer) for answer in answers]}


def _answered(answer: Answer) -> Resource:
    headers = dict(answer.headers)
    response: Resource = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    for name, header in (("location", "Location"), ("etag", "ETag")):
        if header in headers:
            response[name] = headers[header]
    if answer.updated:
        response["lastModified"] = answer.updated
    if answer.resource is None:
        return {"response": response}
    if answer.resource["resourceType"] == "OperationOutcome":
        return {"response": response | {"outcome": answer.resource}}
    return {"resource": answer.resource, "response": response}
