"""What every column of the database is, so that one knows what a reader of the database alone can learn.

A test walks all tables and fails on a column that is not named here. docs/operating/readable.md tells it in words.

Classes: `public` is no secret of anybody (codes, words of the product). `house` is about the hospital and its staff.
`pseudonym` is about a patient under an id that only the sealed record turns into a name: codes, dates, numbers.
`sealed` is closed with a data key. `keyed` is a keyed hash. `search copy` holds names readably in an unlogged table.
`login` is what signing in needs: log-in names, hashes of passwords, sessions. `key` is a wrapped data key.
"""

PUBLIC, HOUSE, PSEUDONYM = "public", "house", "pseudonym"
SEALED, KEYED, SEARCH_COPY, LOGIN, KEY = "sealed", "keyed", "search copy", "login", "key"
CLASSES = (PUBLIC, HOUSE, PSEUDONYM, SEALED, KEYED, SEARCH_COPY, LOGIN, KEY)

TABLES: dict[str, str] = {
    "django_content_type": PUBLIC,
    "django_migrations": PUBLIC,
    "django_site": PUBLIC,
    "auth_permission": PUBLIC,
    "auth_group": PUBLIC,
    "auth_group_permissions": PUBLIC,
    "account_emailaddress": LOGIN,
    "account_emailconfirmation": LOGIN,
    "django_session": LOGIN,
    "security_cache": LOGIN,
    "mfa_authenticator": LOGIN,
    "usersessions_usersession": LOGIN,
    "oauth2_provider_": LOGIN,
    "procrastinate_": HOUSE,
    "pghistory_context": PSEUDONYM,
    "foundation_datakey": KEY,
    "security_account": LOGIN,
    "security_role": HOUSE,
    "security_roleassignment": HOUSE,
    "security_placelimit": HOUSE,
    "security_unit": HOUSE,
    "security_team": HOUSE,
    "security_teammember": HOUSE,
    "security_subject": PSEUDONYM,
    "security_relation": PSEUDONYM,
    "security_accessevent": PSEUDONYM,
    "security_accesseventsubject": PSEUDONYM,
    "security_accessquestion": PSEUDONYM,
    "security_breakglass": PSEUDONYM,
    "security_draft": PSEUDONYM,
    "patients_patient": PSEUDONYM,
    "patients_patienttoken": PSEUDONYM,
    "patients_patientidentifier": PSEUDONYM,
    "patients_search": SEARCH_COPY,
    "records_encounter": PSEUDONYM,
    "records_encountertoken": PSEUDONYM,
    "records_resource": PSEUDONYM,
    "records_resourcetoken": PSEUDONYM,
    "hospital_": HOUSE,
    "staff_": HOUSE,
    "interchange_": HOUSE,
}
"""The class of a table's columns by its name; a name that ends with _ stands for every table that begins so."""

COLUMNS: dict[str, str] = {
    "body": SEALED,
    "security_accessquestion.question": SEALED,
    "security_accessquestion.answer": SEALED,
    "security_breakglass.explanation": SEALED,
    "security_breakglass.review_note": SEALED,
    "security_draft.content": SEALED,
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
    own = COLUMNS.get(f"{base}.{column}") or COLUMNS.get(column)
    return own or TABLES.get(base) or _by_beginning(base)


def _without_history(table: str) -> str:
    """The table whose history or part this is: patients_patienthistory is patients_patient's."""
    for parted in ("security_accesseventsubject", "security_accessevent"):
        if table.startswith(f"{parted}_"):
            return parted
    return table.removesuffix("history")


def _by_beginning(table: str) -> str:
    return next(
        (
            found
            for name, found in TABLES.items()
            if table.startswith(name) and (name.endswith("_") or found == SEARCH_COPY)
        ),
        "",
    )
