"""What every column of the database is, so that one knows what a reader of the database alone can learn.

A test walks all tables and fails on a column that is not named here, and on a name that is no column any more.
docs/operating/readable.md tells it in words.

Classes: `public` is no secret of anybody (codes, words of the product). `house` is about the hospital and its staff.
`pseudonym` is about a patient under an id that only the sealed record turns into a name: codes, dates, numbers.
`sealed` is closed with a data key. `keyed` is a keyed hash. `search copy` holds names readably in an unlogged table.
`login` is what signing in needs: log-in names, hashes of passwords, sessions. `key` is a wrapped data key.
"""

PUBLIC, HOUSE, PSEUDONYM = "public", "house", "pseudonym"
SEALED, KEYED, SEARCH_COPY, LOGIN, KEY = "sealed", "keyed", "search copy", "login", "key"
CLASSES = (PUBLIC, HOUSE, PSEUDONYM, SEALED, KEYED, SEARCH_COPY, LOGIN, KEY)

RESOURCE = (
    "body categories category code deleted ends id key_id level number number_unit recorded_at shelf source "
    "source_key starts status type version"
)
FOUND_BY = "ends hash id level number parameter resource_id shelf starts type"
"""The columns of every table of resources, and of every table of what they are found by."""

HISTORY = frozenset(("pgh_context_id", "pgh_created_at", "pgh_id", "pgh_label", "pgh_obj_id"))
"""What every table of history has beside the columns of its table: when, by whom, of which row."""

TABLES: dict[str, tuple[str, str]] = {
    "account_emailaddress": (LOGIN, "email id primary user_id verified"),
    "account_emailconfirmation": (LOGIN, "created email_address_id id key sent"),
    "auth_group": (PUBLIC, "id name"),
    "auth_group_permissions": (PUBLIC, "group_id id permission_id"),
    "auth_permission": (PUBLIC, "codename content_type_id id name"),
    "django_content_type": (PUBLIC, "app_label id model"),
    "django_migrations": (PUBLIC, "app applied id name"),
    "django_session": (LOGIN, "expire_date session_data session_key"),
    "foundation_datakey": (KEY, "created_at destroyed_at epoch id owner_id purpose version wrapped"),
    "hospital_location": (HOUSE, f"{RESOURCE} closed_at kind name organization_id parent_id unit_id"),
    "hospital_locationtoken": (HOUSE, FOUND_BY),
    "hospital_organization": (HOUSE, f"{RESOURCE} closed_at name parent_id unit_id zone"),
    "hospital_organizationtoken": (HOUSE, FOUND_BY),
    "hospital_setting": (HOUSE, "id name value"),
    "interchange_importedpart": (HOUSE, "at digest id source"),
    "interchange_keptanswer": (HOUSE, "account_id answer digest expires_at id inner_keys key_id request"),
    "interchange_registeredclient": (HOUSE, "account_id application_id categories id level scopes"),
    "mfa_authenticator": (LOGIN, "created_at data id last_used_at type user_id"),
    "oauth2_provider_accesstoken": (
        LOGIN,
        "application_id created expires id id_token_id resource scope source_refresh_token_id "
        "token token_checksum updated user_id",
    ),
    "oauth2_provider_application": (
        LOGIN,
        "algorithm allowed_origins authorization_grant_type cimd_expires_at client_id "
        "client_secret client_type created hash_client_secret id name "
        "post_logout_redirect_uris redirect_uris registration_source skip_authorization "
        "updated user_id",
    ),
    "oauth2_provider_devicegrant": (
        LOGIN,
        "client_id device_code expires id interval last_checked scope status user_code user_id",
    ),
    "oauth2_provider_grant": (
        LOGIN,
        "application_id claims code code_challenge code_challenge_method created expires id "
        "nonce redirect_uri resource scope updated user_id",
    ),
    "oauth2_provider_idtoken": (LOGIN, "application_id created expires id jti scope updated user_id"),
    "oauth2_provider_refreshtoken": (
        LOGIN,
        "access_token_id application_id created id resource revoked token token_checksum "
        "token_family updated user_id",
    ),
    "patients_merge": (
        PSEUDONYM,
        "approved_at approved_by entries_until id link_id merged_id proposed_at proposed_by reason subject_id "
        "taken_from_merged undone_at undone_by withdrawn_at",
    ),
    "patients_mergedrow": (PSEUDONYM, "before column id of_id row_id subject_id table"),
    "patients_patient": (PSEUDONYM, f"{RESOURCE} is_estimated_birth is_unidentified subject_id"),
    "patients_patientidentifier": (
        PSEUDONYM,
        "bare_hash id is_preferred key_id kind subject_id system value value_hash voided_at",
    ),
    "patients_patienttoken": (PSEUDONYM, f"{FOUND_BY} subject_id"),
    "patients_recordlink": (
        PSEUDONYM,
        "ended_at ended_by former_person_id id linked_at linked_by moved_ids other_id reason subject_id",
    ),
    "patients_relatedperson": (PSEUDONYM, f"{RESOURCE} subject_id"),
    "patients_relatedpersontoken": (PSEUDONYM, f"{FOUND_BY} subject_id"),
    "patients_searchkey": (SEARCH_COPY, "key kind subject_id"),
    "patients_searchperson": (
        SEARCH_COPY,
        "born_from born_to categories level names recent_at shown sort_key subject_id",
    ),
    "patients_searchstate": (SEARCH_COPY, "is_whole since"),
    "patients_searchvariant": (SEARCH_COPY, "variant word"),
    "patients_searchword": (SEARCH_COPY, "skeleton word"),
    "pghistory_context": (PSEUDONYM, "created_at id metadata updated_at"),
    "procrastinate_events": (HOUSE, "at id job_id type"),
    "procrastinate_jobs": (
        HOUSE,
        "abort_requested args attempts id lock priority queue_name queueing_lock scheduled_at "
        "status task_name worker_id",
    ),
    "procrastinate_periodic_defers": (HOUSE, "defer_timestamp id job_id periodic_id task_name"),
    "procrastinate_workers": (HOUSE, "id last_heartbeat"),
    "records_encounter": (PSEUDONYM, f"{RESOURCE} subject_id"),
    "records_encountertoken": (PSEUDONYM, f"{FOUND_BY} subject_id"),
    "records_resource": (PSEUDONYM, f"{RESOURCE} encounter_id subject_id"),
    "records_resourcetoken": (PSEUDONYM, f"{FOUND_BY} subject_id"),
    "security_accessevent": (
        PSEUDONYM,
        "act actor_id actor_kind at count fingerprint id outcome place query_hash request_id "
        "roles route scope_id touches_records",
    ),
    "security_accesseventsubject": (PSEUDONYM, "event_id id relation subject_id"),
    "security_accessquestion": (
        PSEUDONYM,
        "about_day answer answered_at answered_by_id asked_at asked_by_id event_id id key_id "
        "question subject_id",
    ),
    "security_account": (
        LOGIN,
        "created_at density display_name email id is_active is_demo is_patient key_id language "
        "last_login password place rights_version theme",
    ),
    "security_breakglass": (
        PSEUDONYM,
        "account_id ends_at explanation id key_id opened_at outcome reason relation_id "
        "review_note reviewed_at reviewed_by_id subject_id",
    ),
    "security_cache": (LOGIN, "cache_key expires value"),
    "security_draft": (PSEUDONYM, "account_id address content form id key_id saved_at subject_id"),
    "security_placelimit": (HOUSE, "absolute_hours code id idle_minutes name"),
    "security_relation": (PSEUDONYM, "created_by ends_at id party_id person_id source starts_at subject_id"),
    "security_role": (
        HOUSE,
        "archived_at categories code description id level name needs_second_factor permissions reach shelves",
    ),
    "security_roleassignment": (HOUSE, "account_id ends_at id role_id starts_at unit_id"),
    "security_shiftpresence": (
        LOGIN,
        "account_id address ended_at id key_id proof since until workstation_id wrong",
    ),
    "security_switchpin": (LOGIN, "account_id badge_hash id pin set_at"),
    "security_subject": (PSEUDONYM, "categories created_at erased_at id key_id level person_id"),
    "security_team": (HOUSE, "closed_at id name unit_id"),
    "security_teammember": (HOUSE, "account_id ends_at id starts_at team_id"),
    "security_unit": (HOUSE, "closed_at id kind name parent_id"),
    "security_workstation": (LOGIN, "enrolled_at enrolled_by_id id name place revoked_at secret_hash"),
    "staff_practitioner": (HOUSE, f"{RESOURCE} account_id left_at name profession"),
    "staff_practitionerrole": (HOUSE, f"{RESOURCE} practitioner_id specialty unit_id"),
    "staff_practitionerroletoken": (HOUSE, FOUND_BY),
    "staff_practitionertoken": (HOUSE, FOUND_BY),
    "usersessions_usersession": (LOGIN, "created_at data id ip last_seen_at session_key user_agent user_id"),
}
"""Every table with the class of its columns, and every column by name: one that is not written here has no class."""

COLUMNS: dict[str, str] = {
    "body": SEALED,
    "security_accessquestion.question": SEALED,
    "security_accessquestion.answer": SEALED,
    "security_breakglass.explanation": SEALED,
    "security_breakglass.review_note": SEALED,
    "security_draft.content": SEALED,
    "security_shiftpresence.address": SEALED,
    "security_switchpin.badge_hash": KEYED,
    "patients_patientidentifier.value": SEALED,
    "interchange_keptanswer.answer": SEALED,
    "hash": KEYED,
    "value_hash": KEYED,
    "bare_hash": KEYED,
    "query_hash": KEYED,
    "fingerprint": KEYED,
}
"""Columns of another class than their table's, by name, or by table and name. History tables follow their tables."""


def class_of(table: str, column: str) -> str:
    """The class of a column, or "" when nobody has said what it is."""
    base = _without_history(table)
    kind, columns = TABLES.get(base, ("", ""))
    if column in columns.split():
        return COLUMNS.get(f"{base}.{column}") or COLUMNS.get(column) or kind
    return kind if table == f"{base}history" and column in HISTORY else ""


def _without_history(table: str) -> str:
    """The table whose history or part this is: patients_patienthistory is patients_patient's."""
    for parted in ("security_accesseventsubject", "security_accessevent"):
        if table.startswith(f"{parted}_"):
            return parted
    return table.removesuffix("history")
