"""The access matrix: one line for each address, saying who may open it and for whose record.

A new address needs a line here; what the product asks of itself (the rule of the address) is deliberately not read
from the code, so that a wrong rule is found.
"""

from dataclasses import dataclass

EVERYONE = "everyone"
SIGNED_IN = "signed in"
TOKENS = "tokens"

RELATED, ANYONE, OWN, NOBODY = "related", "anyone", "own", ""


@dataclass(frozen=True)
class Row:
    """Who may open an address: roles by name, or one of the words above; `of` says whose record."""

    viewers: str
    of: str = NOBODY


def _same(row: Row, namespace: str, *names: str) -> dict[str, Row]:
    prefix = f"{namespace}:" if namespace else ""
    return {f"{prefix}{name}": row for name in names}


CARE = Row("doctor nurse", RELATED)
DOCTORS = Row("doctor", RELATED)
CARE_IN_EMERGENCY = Row("doctor nurse", ANYONE)
IDENTITY = Row("reception doctor nurse privacy admin", ANYONE)
DESK = Row("reception admin", ANYONE)
PRIVACY = Row("privacy")
ADMINISTRATION = Row("admin")
PATIENTS = Row("patient other_patient", OWN)

ROWS: dict[str, Row] = {
    **_same(Row(EVERYONE), "", "healthz", "readyz", "metrics", "components", "components_part"),
    **_same(Row(EVERYONE), "", "day_words"),
    **_same(Row(EVERYONE), "", "account_login", "account_logout", "account_inactive", "account_signup"),
    **_same(Row(EVERYONE), "", "account_reset_password", "account_reset_password_done"),
    **_same(Row(EVERYONE), "", "account_reset_password_from_key", "account_reset_password_from_key_done"),
    **_same(Row(EVERYONE), "", "mfa_authenticate", "mfa_login_webauthn"),
    **_same(Row(SIGNED_IN), "", "home", "account_reauthenticate", "account_change_password"),
    **_same(Row(SIGNED_IN), "", "account_set_password", "mfa_index", "mfa_reauthenticate"),
    **_same(Row(SIGNED_IN), "", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
    **_same(Row(SIGNED_IN), "", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    **_same(Row(SIGNED_IN), "", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"),
    **_same(Row(SIGNED_IN), "", "mfa_remove_webauthn", "mfa_edit_webauthn", "usersessions_list"),
    **_same(Row(EVERYONE), "", "oauth_token", "oauth_token_slash", "fhir_metadata"),
    **_same(Row(TOKENS), "", "fhir_base", "fhir_type", "fhir_search", "fhir_instance", "fhir_history"),
    **_same(Row(TOKENS), "", "fhir_version", "fhir_unknown"),
    **_same(Row(SIGNED_IN), "own", "activity", "end_session", "settings", "drafts", "draft", "draft_discard"),
    **_same(Row(SIGNED_IN), "own", "draft_about", "draft_about_discard"),
    **_same(CARE_IN_EMERGENCY, "security", "workspace_break_glass"),
    **_same(Row("doctor nurse"), "security", "workspace_explanations", "workspace_explain"),
    **_same(PRIVACY, "security", "workspace_reviews", "workspace_review", "workspace_access_log"),
    **_same(PRIVACY, "security", "workspace_access_log_find", "workspace_access_log_export"),
    **_same(PRIVACY, "security", "workspace_access_event", "workspace_questions", "workspace_answer"),
    **_same(ADMINISTRATION, "security", "workspace_accounts", "workspace_new_account", "workspace_account"),
    **_same(ADMINISTRATION, "security", "workspace_disable_account", "workspace_enable_account"),
    **_same(ADMINISTRATION, "security", "workspace_end_sessions", "workspace_give_role"),
    **_same(ADMINISTRATION, "security", "workspace_end_role", "workspace_roles", "workspace_new_role"),
    **_same(ADMINISTRATION, "security", "workspace_role", "workspace_archive_role"),
    **_same(ADMINISTRATION, "security", "workspace_session_limits", "workspace_change_limits"),
    **_same(ADMINISTRATION, "security", "workspace_activities"),
    **_same(ADMINISTRATION, "security", "workspace_workstations", "workspace_revoke_workstation"),
    **_same(Row(EVERYONE), "security", "workstation_door"),
    **_same(Row(SIGNED_IN), "security", "workstation_leave"),
    **_same(Row(SIGNED_IN), "own", "pin"),
    **_same(ADMINISTRATION, "interchange", "workspace_clients", "workspace_new_client"),
    **_same(ADMINISTRATION, "interchange", "workspace_revoke_client"),
    **_same(Row("doctor nurse admin"), "hospital", "workspace_departments", "workspace_places"),
    **_same(ADMINISTRATION, "hospital", "workspace_new_department", "workspace_new_department_inside"),
    **_same(ADMINISTRATION, "hospital", "workspace_change_department", "workspace_close_department"),
    **_same(ADMINISTRATION, "hospital", "workspace_new_place", "workspace_new_place_inside"),
    **_same(ADMINISTRATION, "hospital", "workspace_change_place", "workspace_close_place"),
    **_same(Row("doctor nurse privacy admin"), "staff", "workspace_staff"),
    **_same(ADMINISTRATION, "staff", "workspace_new_practitioner", "workspace_change_practitioner"),
    **_same(ADMINISTRATION, "staff", "workspace_practitioner_gone"),
    **_same(Row("reception doctor nurse privacy admin"), "patients", "workspace_search"),
    **_same(Row("reception"), "patients", "workspace_register"),
    **_same(IDENTITY, "patients", "workspace_identity", "workspace_identity_history"),
    **_same(IDENTITY, "patients", "workspace_print_wristband"),
    **_same(DESK, "patients", "workspace_change_identity", "workspace_add_number"),
    **_same(DESK, "patients", "workspace_remove_number", "workspace_prefer_number"),
    **_same(DESK, "patients", "workspace_add_person_around", "workspace_remove_person_around"),
    **_same(Row("reception doctor nurse"), "records", "workspace_arrive"),
    **_same(CARE, "records", "workspace_summary", "workspace_timeline", "workspace_results"),
    **_same(CARE, "records", "workspace_medicines", "workspace_vitals", "workspace_problems"),
    **_same(CARE, "records", "workspace_immunisations", "workspace_visits", "workspace_procedures"),
    **_same(CARE, "records", "workspace_history", "workspace_documents", "workspace_print"),
    **_same(CARE_IN_EMERGENCY, "records", "workspace_allergies", "workspace_banner"),
    **_same(CARE, "records", "workspace_record_allergy", "workspace_no_known_allergies"),
    **_same(CARE, "records", "workspace_change_allergy", "workspace_withdraw_allergy"),
    **_same(DOCTORS, "records", "workspace_record_problem", "workspace_change_problem"),
    **_same(DOCTORS, "records", "workspace_withdraw_problem"),
    **_same(CARE, "records", "workspace_record_vitals", "workspace_record_history"),
    **_same(CARE, "records", "workspace_change_history"),
    **_same(CARE, "records", "workspace_record_file", "workspace_file"),
    **_same(Row("doctor"), "records", "workspace_codes"),
    **_same(PATIENTS, "portal", "portal_home", "portal_record", "portal_part", "portal_document"),
    **_same(PATIENTS, "portal", "portal_file"),
    **_same(PATIENTS, "portal", "portal_results", "portal_result", "portal_access", "portal_ask"),
    **_same(PATIENTS, "portal", "portal_copy"),
    **_same(Row(SIGNED_IN), "portal", "portal_more"),
    **_same(Row(EVERYONE), "demo", "try_this"),
    **_same(Row(SIGNED_IN), "demo", "person"),
    **_same(ADMINISTRATION, "demo", "reset"),
    **_same(Row(SIGNED_IN), "workspace", "workspace_home"),
    **_same(Row("reception doctor nurse privacy admin"), "workspace", "workspace_find"),
    **_same(Row("doctor nurse"), "workspace", "workspace_patients"),
}

PATIENT_GROUPS = ("related", "foreign", "ended", "other")
IDENTITIES = {f"{name} identity" for name in PATIENT_GROUPS}
ALLERGIES = {f"{name} allergy" for name in PATIENT_GROUPS}
RECORD_OF_RELATED = {"related allergy", "related record", "related vaccine"}
KNOWN = {"known identity"}
"""Somebody publicly known, labelled so and restricted: found by those who keep identities, read by nobody else."""
CARE_SEES = IDENTITIES | ALLERGIES | RECORD_OF_RELATED
OWN_RECORD = {"related identity", "related sensitive", *RECORD_OF_RELATED}

SEES: dict[str, set[str]] = {
    "nobody": set(),
    "no_role": set(),
    "patient": OWN_RECORD,
    "other_patient": {"other identity", "other allergy", "other record", "other vaccine"},
    "reception": IDENTITIES | KNOWN,
    "doctor": CARE_SEES | KNOWN | {"known allergy"},
    "nurse": CARE_SEES,
    "privacy": IDENTITIES | KNOWN,
    "admin": IDENTITIES | KNOWN,
    "patient_token": OWN_RECORD,
    "doctor_token": CARE_SEES | KNOWN | {"known allergy"},
    "reception_token": IDENTITIES | KNOWN,
    "admin_token": IDENTITIES | KNOWN,
    "narrow_program": {f"{name} vaccine" for name in PATIENT_GROUPS},
}
"""The groups of canaries that each viewer may ever see; any other one in an answer is a leak."""
