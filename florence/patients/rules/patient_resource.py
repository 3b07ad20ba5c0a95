"""Parts of a FHIR R4 Patient as a desk writes them; whatever else others put into the resource stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from florence.patients.rules.births import ESTIMATED_BIRTH
from florence.patients.rules.languages import INTERPRETER, LANGUAGES

Resource = dict[str, Any]

OFFICIAL = "official"


@dataclass(frozen=True)
class NameEntry:
    """A name as it was entered; `place` is its place in the stored resource, None for a new one."""

    use: str
    family: str
    given: str
    place: int | None = None


@dataclass(frozen=True)
class Contact:
    """How a patient is reached; empty parts are not known. `has_no_phone` is a statement, unlike an empty phone."""

    phone: str = ""
    has_no_phone: bool = False
    email: str = ""
    street: str = ""
    city: str = ""
    district: str = ""
    postal_code: str = ""
    country: str = ""


NO_PHONE = "https://florence.example/fhir/StructureDefinition/has-no-phone"


def with_names(resource: Resource, names: Sequence[NameEntry]) -> Resource:
    """The resource with these names; elements of a stored name that the desk does not edit are kept."""
    stored = resource.get("name", [])
    made = [_name(stored[entry.place] if entry.place is not None else {}, entry) for entry in names]
    return {**resource, "name": made}


def _name(stored: dict[str, Any], entry: NameEntry) -> dict[str, Any]:
    made = {**stored, "use": entry.use, "family": entry.family, "given": entry.given.split()}
    if made["family"] != stored.get("family") or made["given"] != stored.get("given", []):
        made.pop("text", None)
        made.pop("_given", None)
        made.pop("_family", None)
    return {name: part for name, part in made.items() if part}


def with_birth_and_sex(resource: Resource, *, born: str, is_estimated: bool, sex: str) -> Resource:
    """The resource with a FHIR birth date, marked when it was reckoned from an age, and an administrative gender."""
    marked = {"extension": [{"url": ESTIMATED_BIRTH, "valueBoolean": True}]} if is_estimated else None
    return _with(resource, birthDate=born, _birthDate=marked, gender=sex)


def with_contact(resource: Resource, contact: Contact) -> Resource:
    """The resource with the first phone, first e-mail and first address as entered; further ones are kept."""
    telecom = _telecom(resource.get("telecom", []), "phone", contact.phone)
    telecom = _telecom(telecom, "email", contact.email)
    addresses = resource.get("address", [])
    first = _with(
        addresses[0] if addresses else {},
        line=[line for line in contact.street.splitlines() if line.strip()],
        city=contact.city,
        district=contact.district,
        postalCode=contact.postal_code,
        country=contact.country,
    )
    if addresses and first != addresses[0]:
        first.pop("text", None)
    addresses = [address for address in (first, *addresses[1:]) if address]
    resource = _with_flag(resource, NO_PHONE, contact.has_no_phone and not contact.phone)
    return _with(resource, telecom=telecom, address=addresses)


def contact_of(resource: Resource) -> Contact:
    """The contact data that the desk edits."""
    address = (resource.get("address") or [{}])[0]
    return Contact(
        phone=_first(resource, "phone"),
        has_no_phone=any(each.get("url") == NO_PHONE for each in resource.get("extension", ())),
        email=_first(resource, "email"),
        street="\n".join(address.get("line", ())),
        city=address.get("city", ""),
        district=address.get("district", ""),
        postal_code=address.get("postalCode", ""),
        country=address.get("country", ""),
    )


def with_language(resource: Resource, code: str, *, needs_interpreter: bool) -> Resource:
    """The resource with the preferred language (BCP 47) and whether an interpreter is needed."""
    others = [
        {name: part for name, part in each.items() if name != "preferred"}
        for each in resource.get("communication", ())
        if code not in _codes(each)
    ]
    chosen = {"language": {"coding": [{"system": LANGUAGES, "code": code}]}, "preferred": True}
    resource = _with(resource, communication=[chosen, *others] if code else others)
    return _with_flag(resource, INTERPRETER, needs_interpreter)


def new_patient(*, names: Sequence[NameEntry], born: str, is_estimated: bool, sex: str) -> Resource:
    """A Patient that is not stored yet."""
    resource = with_names({"resourceType": "Patient", "active": True}, names)
    return with_birth_and_sex(resource, born=born, is_estimated=is_estimated, sex=sex)


def has_digits(text: str) -> bool:
    """Whether a name holds digits, which is unusual and worth a second look."""
    return any(letter.isdigit() for letter in text)


def day_text(day: date) -> str:
    """A day as a FHIR date."""
    return day.isoformat()


def _codes(communication: dict[str, Any]) -> list[str]:
    return [coding.get("code", "") for coding in communication.get("language", {}).get("coding", ())]


def _first(resource: Resource, system: str) -> str:
    return next(
        (each.get("value", "") for each in resource.get("telecom", ()) if each.get("system") == system), ""
    )


def _telecom(telecom: list[dict[str, Any]], system: str, value: str) -> list[dict[str, Any]]:
    place = next((at for at, each in enumerate(telecom) if each.get("system") == system), None)
    if place is None:
        return [*telecom, {"system": system, "value": value}] if value else telecom
    changed = [{**telecom[place], "value": value}] if value else []
    return [*telecom[:place], *changed, *telecom[place + 1 :]]


def _with_flag(resource: Resource, url: str, is_set: bool) -> Resource:
    others = [each for each in resource.get("extension", ()) if each.get("url") != url]
    return _with(resource, extension=[*others, {"url": url, "valueBoolean": True}] if is_set else others)


def _with(resource: Resource, **parts: Any) -> Resource:
    """The resource with these elements; an empty one is left out, since FHIR has no empty values."""
    changed = {**resource, **parts}
    return {name: part for name, part in changed.items() if part not in ("", None, [], {})}
