"""The ready roles: what each kind of person may do on the first day. An administrator changes them on a screen."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from florence.hospital.policies import Permission as Hospital
from florence.patients.policies import Permission as Patients
from florence.records.policies import Permission as Records
from florence.security.labels import RESTRICTED, SENSITIVE
from florence.security.models import Role
from florence.security.policies import Permission as Security
from florence.staff.policies import Permission as Staff

IDENTITY, EMERGENCY = "identity", "emergency"


@dataclass(frozen=True)
class ReadyRole:
    """A role as it is delivered."""

    code: str
    name: str
    description: str
    permissions: tuple[str, ...]
    reach: str = Role.Reach.RELATION
    shelves: tuple[str, ...] = ()
    level: int = 0
    categories: tuple[str, ...] = ()
    needs_second_factor: bool = True


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
            Patients.CHANGE_IDENTITY,
        ),
        shelves=(IDENTITY,),
    ),
    ReadyRole(
        "doctor",
        _("Doctor"),
        _("Reads and writes the record of patients in care; opens others in an emergency."),
        (
            *READING,
            Records.RECORD_ALLERGY,
            Records.RECORD_PROBLEM,
            Records.RECORD_VITALS,
            Records.RECORD_HISTORY,
            Staff.READ_STAFF,
            Hospital.READ_PLACES,
        ),
        shelves=(IDENTITY, EMERGENCY),
        level=RESTRICTED,
        categories=("CEL", "GDIS", "EMP"),
    ),
    ReadyRole(
        "nurse",
        _("Nurse"),
        _("Reads the record of patients in care, records vital signs, allergies and history."),
        (
            *READING,
            Records.RECORD_ALLERGY,
            Records.RECORD_VITALS,
            Records.RECORD_HISTORY,
            Staff.READ_STAFF,
            Hospital.READ_PLACES,
        ),
        shelves=(IDENTITY, EMERGENCY),
        categories=("CEL", "EMP"),
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
    ),
    ReadyRole(
        "admin",
        _("Administrator"),
        _("Keeps accounts, roles, departments and places; sees all activities, and no record."),
        (
            Security.MANAGE_ACCOUNTS,
            Security.MANAGE_ROLES,
            Security.MANAGE_PLACES,
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
    ),
)
