"""The ready roles: what each kind of person may do on the first day. An administrator changes them on a screen."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from florence.hospital.policies import Permission as Hospital
from florence.interchange.policies import Permission as Interchange
from florence.patients.policies import Permission as Patients
from florence.records.policies import Permission as Records
from florence.security.labels import RESTRICTED, SENSITIVE
from florence.security.models import Role
from florence.security.permission_catalogue import (
    BY_NOTHING,
    BY_RELATION,
    BY_UNIT,
    PermissionGroup,
    PermissionWords,
)
from florence.security.policies import Permission as Security
from florence.staff.policies import Permission as Staff

IDENTITY, EMERGENCY = "identity", "emergency"


@dataclass(frozen=True)
class ReadyRole:
    """A role as it is delivered."""

    code: str
    name: str | Promise
    description: str | Promise
    permissions: tuple[str, ...]
    reach: str = Role.Reach.RELATION
    shelves: tuple[str, ...] = ()
    level: int = 0
    categories: tuple[str, ...] = ()
    needs_second_factor: bool = True


# Publicly known people and colleagues: whoever sees identity data alone must find them too, or would register them
# twice. Their record stays closed: it is on another shelf.
KNOWN_PEOPLE = ("CEL", "EMP")
READING = (Patients.SEARCH_PATIENTS, Patients.READ_IDENTITY, Records.READ_RECORD, Security.BREAK_GLASS)

READY_ROLES = (
    ReadyRole(
        "patient",
        _("Patient"),
        _("Reads the own record, and sees who else did."),
        (Records.READ_OWN_RECORD, Records.COPY_OWN_RECORD, Security.READ_OWN_ACCESS),
        level=RESTRICTED,
        categories=tuple(sorted(SENSITIVE)),
        needs_second_factor=False,
    ),
    ReadyRole(
        "reception",
        _("Reception"),
        _("Registers patients and keeps their identity data; sees nothing clinical."),
        (
            Patients.SEARCH_PATIENTS,
            Patients.READ_IDENTITY,
            Patients.REGISTER_PATIENT,
            Records.REGISTER_ARRIVAL,
            Patients.CHANGE_IDENTITY,
        ),
        shelves=(IDENTITY,),
        level=RESTRICTED,
        categories=KNOWN_PEOPLE,
    ),
    ReadyRole(
        "doctor",
        _("Doctor"),
        _("Reads and writes the record of patients in care; opens others in an emergency."),
        (
            *READING,
            Records.REGISTER_ARRIVAL,
            Records.RECORD_ALLERGY,
            Records.RECORD_PROBLEM,
            Records.RECORD_VITALS,
            Records.RECORD_HISTORY,
            Records.RECORD_DOCUMENT,
            Staff.READ_STAFF,
            Hospital.READ_PLACES,
        ),
        shelves=(IDENTITY, EMERGENCY),
        level=RESTRICTED,
        categories=("CEL", "EMP", "GDIS"),
    ),
    ReadyRole(
        "nurse",
        _("Nurse"),
        _("Reads the record of patients in care, records vital signs, allergies and history."),
        (
            *READING,
            Records.REGISTER_ARRIVAL,
            Records.RECORD_ALLERGY,
            Records.RECORD_VITALS,
            Records.RECORD_HISTORY,
            Records.RECORD_DOCUMENT,
            Staff.READ_STAFF,
            Hospital.READ_PLACES,
        ),
        shelves=(IDENTITY, EMERGENCY),
        categories=KNOWN_PEOPLE,
    ),
    ReadyRole(
        "privacy",
        _("Privacy officer"),
        _("Sees who opened which record, reviews emergency access, answers patients' questions."),
        (
            Security.READ_ACCESS_LOG,
            Security.REVIEW_BREAK_GLASS,
            Security.ANSWER_QUESTIONS,
            Patients.SEARCH_PATIENTS,
            Patients.READ_IDENTITY,
            Staff.READ_STAFF,
        ),
        shelves=(IDENTITY,),
        level=RESTRICTED,
        categories=KNOWN_PEOPLE,
    ),
    ReadyRole(
        "admin",
        _("Administrator"),
        _("Keeps accounts, roles, departments and places; sees all activities, and no record."),
        (
            Security.MANAGE_ACCOUNTS,
            Security.MANAGE_ROLES,
            Security.MANAGE_PLACES,
            Security.MANAGE_WORKSTATIONS,
            Interchange.MANAGE_CLIENTS,
            Security.READ_ACTIVITIES,
            Hospital.READ_PLACES,
            Hospital.MANAGE_PLACES,
            Staff.READ_STAFF,
            Staff.MANAGE_STAFF,
            Patients.SEARCH_PATIENTS,
            Patients.READ_IDENTITY,
            Patients.CHANGE_IDENTITY,
        ),
        shelves=(IDENTITY,),
        level=RESTRICTED,
        categories=KNOWN_PEOPLE,
    ),
)


def permission_catalogue() -> tuple[PermissionGroup, ...]:
    """Every permission of the house in a sentence, by part of the house."""
    return tuple(
        PermissionGroup(
            str(label),
            tuple(PermissionWords(str(code), str(sentence)) for code, sentence in sentences),
            limit,
        )
        for label, limit, sentences in _CATALOGUE
    )


_CATALOGUE = (
    (
        _("Patients"),
        BY_RELATION,
        (
            (Patients.SEARCH_PATIENTS, _("Find patients by name or number")),
            (Patients.READ_IDENTITY, _("See name, number and contact data")),
            (Patients.REGISTER_PATIENT, _("Register a new patient")),
            (Patients.CHANGE_IDENTITY, _("Change name, number and contact data")),
            (Patients.LINK_RECORDS, _("Treat two records as one person's, and part them again")),
            (Patients.PROPOSE_MERGE, _("Propose that two records are merged")),
            (Patients.APPROVE_MERGE, _("Merge records that another proposed, and undo it")),
        ),
    ),
    (
        _("The record"),
        BY_RELATION,
        (
            (Records.READ_RECORD, _("Read the chart of patients in care")),
            (Records.REGISTER_ARRIVAL, _("Receive somebody unknown in an emergency")),
            (Records.RECORD_ALLERGY, _("Write allergies")),
            (Records.RECORD_PROBLEM, _("Write problems and diagnoses")),
            (Records.RECORD_VITALS, _("Write vital signs")),
            (Records.RECORD_HISTORY, _("Write entries of the history")),
            (Records.RECORD_DOCUMENT, _("Add letters, scans and photos")),
            (Security.BREAK_GLASS, _("Open any record in an emergency")),
        ),
    ),
    (
        _("The own record"),
        BY_RELATION,
        (
            (Records.READ_OWN_RECORD, _("Read the own record")),
            (Records.COPY_OWN_RECORD, _("Take a copy of the own record")),
            (Security.READ_OWN_ACCESS, _("See who opened the own record, and ask about it")),
        ),
    ),
    (
        _("Privacy"),
        BY_NOTHING,
        (
            (Security.READ_ACCESS_LOG, _("See who opened which record")),
            (Security.REVIEW_BREAK_GLASS, _("Review emergency access")),
            (Security.ANSWER_QUESTIONS, _("Answer patients' questions about access")),
            (Security.ERASE_RECORDS, _("Erase a record for ever")),
        ),
    ),
    (
        _("The house"),
        BY_UNIT,
        (
            (Hospital.READ_PLACES, _("See departments and places")),
            (Hospital.MANAGE_PLACES, _("Change departments and places")),
            (Staff.READ_STAFF, _("See the staff directory")),
            (Staff.MANAGE_STAFF, _("Change the staff directory")),
            (Security.MANAGE_ACCOUNTS, _("Make and end accounts, give and end roles")),
        ),
    ),
    (
        _("Administration"),
        BY_NOTHING,
        (
            (Security.MANAGE_ROLES, _("Make and change roles")),
            (Security.MANAGE_PLACES, _("Change how long a session lasts")),
            (Security.MANAGE_WORKSTATIONS, _("Enrol and end shared computers")),
            (Records.EXCHANGE_RECORDS, _("Read and write records as a program")),
            (Interchange.MANAGE_CLIENTS, _("Register programs of others, and what they may reach")),
            (Security.READ_ACTIVITIES, _("See all activities of the house, without patients")),
        ),
    ),
)
