"""The CapabilityStatement: what this server says it can do, made from the table of what it does."""

from collections.abc import Mapping
from typing import Any

from florence.fhir import stored
from florence.fhir.definitions import tables

Resource = dict[str, Any]
# When the way this statement is made was last changed.
DESCRIBED = "2026-11-24"
SECURITY_SYSTEM = "http://terminology.hl7.org/CodeSystem/restful-security-service"
OAUTH_EXTENSION = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
WITH_CONDITIONS = frozenset(
    ("read", "vread", "history-instance", "search-type", "create", "update", "delete")
)


def capability_statement(table: Mapping[str, frozenset[str]], base: str, token_address: str = "") -> Resource:
    """Return the statement for the interactions of each
    type. The date is that of this description's last change.
    """
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": DESCRIBED,
        "kind": "instance",
        "software": {"name": "Florence"},
        "implementation": {"description": "Florence hospital management system", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "security": _security(token_address),
                "resource": [_resource(kind, names) for kind, names in sorted(table.items())],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
            }
        ],
    }


def _security(token_address: str) -> Resource:
    found: Resource = {"service": [{"coding": [{"system": SECURITY_SYSTEM, "code": "OAuth"}]}]}
    if token_address:
        found["extension"] = [
            {"url": OAUTH_EXTENSION, "extension": [{"url": "token", "valueUri": token_address}]}
        ]
    return found


def _resource(kind: str, names: frozenset[str]) -> Resource:
    found: Resource = {
        "type": kind,
        "interaction": [{"code": name} for name in sorted(names & WITH_CONDITIONS)],
    }
    found |= {"versioning": "versioned-update", "readHistory": "vread" in names, "updateCreate": False}
    found |= {"conditionalCreate": {"create", "search-type"} <= names, "conditionalUpdate": False}
    found["referencePolicy"] = ["literal", "enforced"]
    if "search-type" in names:
        found |= _searching(kind)
    return found


def _searching(kind: str) -> Resource:
    known = [each for name, each in sorted(tables.parameters(kind).items()) if _is_offered(kind, each)]
    includes = [f"{kind}:{each.name}" for each in known if each.kind == "reference"]
    found: Resource = {"searchParam": [{"name": each.name, "type": each.kind} for each in known]}
    return found | ({"searchInclude": includes} if includes else {})


def _is_offered(kind: str, parameter: tables.Parameter) -> bool:
    if parameter.kind != "string":
        return True
    return stored.is_stored_string(kind) or stored.is_personal(kind, parameter.name)
