"""What the charts of the measured hospitals hold: visits with vital signs and tests, and the lists of a life."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from florence.foundation.identifiers import new_id
from florence.terminology.systems import (
    ACT_CODE,
    ALLERGY_CLINICAL,
    ALLERGY_VERIFICATION,
    CONDITION_CLINICAL,
    CONDITION_VERIFICATION,
    CVX,
    LOINC,
    OBSERVATION_CATEGORY,
    RXNORM,
    SNOMED,
    UCUM,
)

Resource = dict[str, Any]
Made = tuple[UUID, Resource]

# LOINC code, display, unit, middle and spread of the values; nothing is read off these numbers.
VITALS = (
    ("29463-7", "Body Weight", "kg", 74, 12),
    ("8867-4", "Heart rate", "/min", 74, 9),
    ("8310-5", "Body temperature", "Cel", 37, 0.4),
    ("8302-2", "Body Height", "cm", 170, 8),
    ("9279-1", "Respiratory rate", "/min", 15, 2),
)
TESTS = (
    ("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", 95, 14),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.9, 0.2),
    ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 4.2, 0.4),
    ("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 140, 3),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 14, 1.2),
    ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 5.7, 0.8),
    ("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL", 190, 25),
    ("1742-6", "Alanine aminotransferase [Enzymatic activity/volume]", "U/L", 24, 8),
)
PROBLEMS = (
    ("38341003", "Hypertensive disorder"),
    ("44054006", "Type 2 diabetes mellitus"),
    ("195662009", "Acute viral pharyngitis"),
    ("444814009", "Viral sinusitis"),
    ("55822004", "Hyperlipidemia"),
    ("195967001", "Asthma"),
    ("10509002", "Acute bronchitis"),
)
MEDICINES = (
    ("314076", "lisinopril 10 MG Oral Tablet"),
    ("860975", "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"),
    ("312961", "Simvastatin 20 MG Oral Tablet"),
    ("313782", "Acetaminophen 325 MG Oral Tablet"),
    ("308182", "Amoxicillin 250 MG Oral Capsule"),
    ("745679", "Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler"),
)
VACCINES = (
    ("140", "Influenza, seasonal, injectable, preservative free"),
    ("113", "Td (adult) preservative free"),
)
PROCEDURES = (
    ("430193006", "Medication Reconciliation"),
    ("710824005", "Assessment of health and social care needs"),
)
EVERY = timedelta(days=97)


@dataclass(frozen=True)
class Plan:
    """How many of each kind a chart holds; vitals and tests are counted a visit."""

    visits: int
    vitals: int
    tests: int = 0
    problems: int = 1
    medicines: int = 0
    vaccines: int = 0
    procedures: int = 0
    reports: int = 0
    allergies: int = 0

    @property
    def total(self) -> int:
        """All facts of the chart."""
        listed = (
            self.problems + self.medicines + self.vaccines + self.procedures + self.reports + self.allergies
        )
        return self.visits * (1 + self.vitals + self.tests) + listed


REGULAR = Plan(8, 5, 3, problems=5, medicines=7, vaccines=6, procedures=5, reports=4, allergies=1)
OTHER, OTHER_AND_ONE = Plan(1, 3), Plan(1, 4)
LONG = Plan(
    1_200, 5, 5, problems=300, medicines=1_500, vaccines=200, procedures=2_400, reports=2_397, allergies=3
)


class Chart:
    """Makes the facts of one patient, each with its id; `until` is the day of the latest visit."""

    def __init__(self, subject_id: UUID, plan: Plan, practitioner: str, until: datetime) -> None:
        self._subject = {"reference": f"Patient/{subject_id}"}
        self._plan = plan
        self._practitioner = {"reference": practitioner}
        self._until = until
        self._chance = random.Random(subject_id.int)
        self._visits: list[tuple[dict[str, str], datetime]] = []

    def encounters(self) -> Iterator[Made]:
        """The visits, which must be stored before what refers to them."""
        step = min(EVERY, timedelta(days=9_000) / self._plan.visits)
        for number in range(self._plan.visits):
            at, row_id = self._until - step * number, new_id()
            self._visits.append(({"reference": f"Encounter/{row_id}"}, at))
            yield row_id, self._encounter(at)

    def facts(self) -> Iterator[Made]:
        """Everything else."""
        for visit, at in self._visits:
            for kind, table, count in (
                ("vital-signs", VITALS, self._plan.vitals),
                ("laboratory", TESTS, self._plan.tests),
            ):
                for number in range(count):
                    yield new_id(), self._observation(kind, table[number % len(table)], visit, at)
        plan = self._plan
        makers = (
            (plan.problems, self._condition),
            (plan.medicines, self._medicine),
            (plan.vaccines, self._vaccine),
            (plan.procedures, self._procedure),
            (plan.reports, self._report),
            (plan.allergies, self._allergy),
        )
        for count, make in makers:
            for number in range(count):
                yield new_id(), make(number, *self._visits[number % len(self._visits)])

    def _encounter(self, at: datetime) -> Resource:
        return {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"system": ACT_CODE, "code": "AMB"},
            "type": [_concept(SNOMED, ("162673000", "General examination of patient (procedure)"))],
            "subject": self._subject,
            "participant": [{"individual": self._practitioner}],
            "period": {"start": _text(at), "end": _text(at + timedelta(minutes=20))},
        }

    def _observation(
        self, category: str, sign: tuple[str, str, str, float, float], visit: dict[str, str], at: datetime
    ) -> Resource:
        code, display, unit, middle, spread = sign
        return {
            "resourceType": "Observation",
            "status": "final",
            "category": [_concept(OBSERVATION_CATEGORY, (category, category))],
            "code": _concept(LOINC, (code, display)),
            "subject": self._subject,
            "encounter": visit,
            "effectiveDateTime": _text(at),
            "issued": _text(at),
            "valueQuantity": {
                "value": round(self._chance.gauss(middle, spread), 1),
                "unit": unit,
                "system": UCUM,
                "code": unit,
            },
        }

    def _condition(self, number: int, visit: dict[str, str], at: datetime) -> Resource:
        is_active = number < 2
        ended = {} if is_active else {"abatementDateTime": _text(at + timedelta(days=8))}
        return {
            "resourceType": "Condition",
            "clinicalStatus": _concept(CONDITION_CLINICAL, ("active" if is_active else "resolved", "")),
            "verificationStatus": _concept(CONDITION_VERIFICATION, ("confirmed", "")),
            "code": _concept(SNOMED, PROBLEMS[number % len(PROBLEMS)]),
            "subject": self._subject,
            "encounter": visit,
            "onsetDateTime": _text(at),
            "recordedDate": _text(at),
        } | ended

    def _medicine(self, number: int, visit: dict[str, str], at: datetime) -> Resource:
        return {
            "resourceType": "MedicationRequest",
            "status": "active" if number < 3 else "stopped",
            "intent": "order",
            "medicationCodeableConcept": _concept(RXNORM, MEDICINES[number % len(MEDICINES)]),
            "subject": self._subject,
            "encounter": visit,
            "authoredOn": _text(at),
            "requester": self._practitioner,
            "dosageInstruction": [{"text": "Take one tablet a day"}],
        }

    def _vaccine(self, number: int, visit: dict[str, str], at: datetime) -> Resource:
        return {
            "resourceType": "Immunization",
            "status": "completed",
            "vaccineCode": _concept(CVX, VACCINES[number % len(VACCINES)]),
            "patient": self._subject,
            "encounter": visit,
            "occurrenceDateTime": _text(at),
            "primarySource": True,
        }

    def _procedure(self, number: int, visit: dict[str, str], at: datetime) -> Resource:
        return {
            "resourceType": "Procedure",
            "status": "completed",
            "code": _concept(SNOMED, PROCEDURES[number % len(PROCEDURES)]),
            "subject": self._subject,
            "encounter": visit,
            "performedPeriod": {"start": _text(at), "end": _text(at + timedelta(minutes=15))},
        }

    def _report(self, number: int, visit: dict[str, str], at: datetime) -> Resource:
        return {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "category": [_concept("http://terminology.hl7.org/CodeSystem/v2-0074", ("LAB", "Laboratory"))],
            "code": _concept(LOINC, ("51990-0", "Basic Metabolic Panel")),
            "subject": self._subject,
            "encounter": visit,
            "effectiveDateTime": _text(at),
            "issued": _text(at),
            "performer": [self._practitioner],
        }

    def _allergy(self, number: int, visit: dict[str, str], at: datetime) -> Resource:
        return {
            "resourceType": "AllergyIntolerance",
            "clinicalStatus": _concept(ALLERGY_CLINICAL, ("active", "")),
            "verificationStatus": _concept(ALLERGY_VERIFICATION, ("confirmed", "")),
            "category": ["food"],
            "criticality": "low",
            "code": _concept(SNOMED, ("300913006", "Shellfish allergy")),
            "patient": self._subject,
            "recordedDate": _text(at),
        }


def until_of(number: int, now: datetime) -> datetime:
    """The latest visit of a patient, within the last three months before `now`."""
    return now.astimezone(UTC).replace(microsecond=0) - timedelta(hours=1 + number % 2_000)


def _concept(system: str, coding: tuple[str, str]) -> Resource:
    code, display = coding
    if not display:
        return {"coding": [{"system": system, "code": code}]}
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _text(moment: datetime) -> str:
    return moment.isoformat()
