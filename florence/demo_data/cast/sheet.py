"""A sheet on which the record of one or more people is written, and which becomes one transaction bundle."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from florence.demo_data.cast.facts import ICD_10_CM, TERMINOLOGY, Resource
from florence.demo_data.moment import instant

_NAMES = UUID("0192f0c1-6f0e-7c3a-9d55-5f1b6a0e2d12")
_BY_PATIENT = frozenset({"AllergyIntolerance", "Immunization"})
_WITHOUT_ENCOUNTER = frozenset({"DocumentReference"})
ESTIMATED_BIRTH = "https://florence.example/fhir/StructureDefinition/estimated-birth-date"
INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"


@dataclass(frozen=True)
class Home:
    """Where somebody lives and is reached; several people may share it."""

    line: str
    city: str
    postal_code: str
    phone: str | None = None


@dataclass(frozen=True)
class Visit:
    """An encounter on the sheet: its fullUrl and the patient's."""

    url: str
    patient: str
    at: datetime


class Sheet:
    """Collects resources. Ids follow from the key and the order of writing, so that they are always the same."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._entries: list[tuple[str, Resource]] = []

    def patient(self, resource: Resource) -> str:
        """Write a person; gives the fullUrl."""
        return self._write(resource)

    def visit(
        self,
        patient: str,
        at: datetime,
        reason: tuple[str, str],
        *,
        minutes: int | None = 20,
        kind: str = "AMB",
    ) -> Visit:
        """Write an encounter with its reason (ICD-10-CM code and words); `minutes` None: it is still going on."""
        code, words = reason
        period = {"start": instant(at)}
        if minutes is not None:
            period["end"] = instant(at + timedelta(minutes=minutes))
        encounter: Resource = {
            "resourceType": "Encounter",
            "status": "in-progress" if minutes is None else "finished",
            "class": {"system": f"{TERMINOLOGY}/v3-ActCode", "code": kind},
            "type": [{"text": _KINDS[kind]}],
            "subject": {"reference": patient},
            "reasonCode": [{"coding": [{"system": ICD_10_CM, "code": code}], "text": words}],
            "period": period,
        }
        return Visit(self._write(encounter), patient, at)

    def fact(self, resource: Resource, about: Visit | str) -> str:
        """Write a fact of a visit, or of a person outside any visit; gives the fullUrl."""
        patient = about.patient if isinstance(about, Visit) else about
        kind = resource["resourceType"]
        links: dict[str, Any] = {"patient" if kind in _BY_PATIENT else "subject": {"reference": patient}}
        if isinstance(about, Visit) and kind not in _WITHOUT_ENCOUNTER:
            links["encounter"] = {"reference": about.url}
        return self._write({**resource, **links})

    def facts(self, about: Visit | str, *resources: Resource) -> None:
        """Write several facts."""
        for resource in resources:
            self.fact(resource, about)

    def bundle(self) -> Resource:
        """The transaction bundle of all that is written."""
        return {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [
                {
                    "fullUrl": url,
                    "resource": resource,
                    "request": {"method": "POST", "url": resource["resourceType"]},
                }
                for url, resource in self._entries
            ],
        }

    def _write(self, resource: Resource) -> str:
        url = url_of(self._key, len(self._entries))
        self._entries.append((url, resource))
        return url


def url_of(key: str, place: int) -> str:
    """The fullUrl of what is written at that place of the sheet of that key, from 0."""
    return uuid5(_NAMES, f"{key} {place}").urn


_KINDS = {
    "AMB": "Clinic visit",
    "EMER": "Emergency visit",
    "IMP": "Hospital stay",
    "VR": "Telephone consultation",
}


def person(
    name: Resource, gender: str, birth: date, home: Home | None = None, language: str = "en"
) -> Resource:
    """A Patient with one name; `language` is a tag of BCP 47."""
    patient: Resource = {
        "resourceType": "Patient",
        "active": True,
        "name": [{"use": "official", **name}],
        "gender": gender,
        "birthDate": birth.isoformat(),
        "communication": [{"language": _language(language), "preferred": True}],
    }
    if home is None:
        return patient
    address = {"use": "home", "line": [home.line], "city": home.city, "postalCode": home.postal_code}
    patient["address"] = [address]
    if home.phone:
        patient["telecom"] = [{"system": "phone", "value": home.phone, "use": "mobile"}]
    return patient


def named(family: str, *given: str) -> Resource:
    """A name in its two parts."""
    return {"family": family, "given": list(given)} if given else {"family": family}


def with_estimated_birth(patient: Resource) -> Resource:
    """The person with a birth date that is an estimate."""
    extension = {"url": ESTIMATED_BIRTH, "valueBoolean": True}
    return {**patient, "_birthDate": {"extension": [extension]}}


def with_interpreter(patient: Resource) -> Resource:
    """The person as somebody who needs an interpreter."""
    return {**patient, "extension": [{"url": INTERPRETER, "valueBoolean": True}]}


_LANGUAGES = {
    "en": "English",
    "ar": "Arabic",
    "am": "Amharic",
    "es": "Spanish",
    "id": "Indonesian",
    "pl": "Polish",
    "vi": "Vietnamese",
}


def _language(tag: str) -> Resource:
    name = _LANGUAGES[tag]
    return {"coding": [{"system": "urn:ietf:bcp:47", "code": tag, "display": name}], "text": name}
