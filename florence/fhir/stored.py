"""Which search parameters are answered from where: columns
of the row, token rows, or the caller's own tables.
"""

from functools import cache

from florence.fhir.columns import ANY_TIME, STATUSES, TIMES
from florence.fhir.definitions import tables

# Names, addresses, sex, birth and death of people are searched in the protected copy
# of names (architecture): a keyed hash of them would give away how often each occurs.
PEOPLE = frozenset(("Patient", "RelatedPerson", "Person", "Practitioner"))
PERSONAL = frozenset(("birthdate", "death-date", "gender", "language"))

# Types about things, whose names may be found by their beginning through hashed prefixes.
NAMED_THINGS = frozenset(
    ("Organization", "Location", "HealthcareService", "Endpoint", "Medication", "Device")
)
LONGEST_PREFIX = 24


def is_personal(kind: str, parameter: str) -> bool:
    """Tell whether the owner of the type answers this parameter from tables of its own."""
    if kind not in PEOPLE:
        return False
    return parameter in PERSONAL or tables.parameters(kind)[parameter].kind == "string"


def is_stored_string(kind: str) -> bool:
    """Tell whether strings of this type are kept as hashed prefixes; others are not searched."""
    return kind in NAMED_THINGS


# A time that stands in when the proper one is missing.
# Searching by date then finds the row by it, which is wanted.
STAND_IN = frozenset(("issued", "recorded", "created", "recordedDate", "statusDate"))
SUBJECTS = (("subject",), ("patient",), ("beneficiary",))


@cache
def column_for(kind: str, parameter: str) -> str:
    """Return which column of the row answers a parameter:
    status, value, time, subject or encounter; "" for none.

    subject and encounter answer for patients and encounters
    only; references to other types are in the tokens.
    """
    paths = tuple(path for path, _ in tables.parameters(kind)[parameter].paths)
    if paths == (STATUSES.get(kind, "status"),):
        return "status" if paths[0] in ("status", "lifecycleStatus") else ""
    if paths == ("valueQuantity",):
        return "value"
    if paths and set(paths) == set(TIMES.get(kind, ANY_TIME)) - STAND_IN:
        return "time"
    if paths == ("encounter",):
        return "encounter"
    return "subject" if paths in SUBJECTS else ""
