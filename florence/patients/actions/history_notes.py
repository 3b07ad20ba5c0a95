"""The reason of a change, as the history keeps it: a code, never words from a record."""

import json

from django.db import connection

from florence.patients.rules.reasons import REASONS
from florence.security.doors import step

_ADD = """
SELECT set_config('pghistory.context_metadata',
  (coalesce(nullif(current_setting('pghistory.context_metadata', true), ''), '{}')::jsonb || %s::jsonb)::text, true)
"""


@step
def note_reason(code: str) -> None:
    """Keep the code of a reason with every change of this act; raises ValueError for an unknown one."""
    if code not in REASONS:
        raise ValueError("There is no such reason.")
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [json.dumps({"reason": code})])
