"""Writing the log of looks and acts: one event a request, with a row for each subject it touched."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from florence.foundation import clock
from florence.foundation.blind import token_hash
from florence.foundation.identifiers import lowest_id_at, moment_of_machine, new_id
from florence.security.actors import Actor
from florence.security.scope import current_scope

REPEATED_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Access:
    """What is to be logged. `relations` names, for each subject, by what it was reached."""

    act: str
    subjects: Mapping[uuid.UUID, str]
    outcome: str = "done"
    count: int | None = None
    query_hash: int | None = None
    is_repeatable: bool = False


def touching(subjects: Iterable[uuid.UUID], relation: str = "") -> dict[uuid.UUID, str]:
    """The same relation for several subjects, as `Access` wants them."""
    return {subject: relation for subject in subjects}


# No RETURNING: it would ask for the right to read what was written.
_RECORD = """
WITH fresh AS MATERIALIZED (
  SELECT NOT %(once)s OR NOT EXISTS (
    SELECT 1 FROM security_accessevent e WHERE e.fingerprint = %(fingerprint)s AND e.id > %(since)s) AS it_is
), event AS (
  INSERT INTO security_accessevent (id, at, actor_id, actor_kind, roles, act, outcome, route, place,
                                    request_id, count, query_hash, fingerprint, scope_id, touches_records)
  SELECT %(id)s, %(at)s, %(actor)s, %(kind)s, %(roles)s, %(act)s, %(outcome)s, %(route)s, %(place)s,
         %(request)s, %(count)s, %(query)s, %(fingerprint)s, %(scope)s, %(touches)s
  FROM fresh WHERE it_is
)
INSERT INTO security_accesseventsubject (id, event_id, subject_id, relation)
SELECT s.id, %(id)s, s.subject, s.relation
FROM fresh, unnest(%(ids)s::uuid[], %(subjects)s::uuid[], %(relations)s::text[]) AS s(id, subject, relation)
WHERE it_is
"""


def record_access(actor: Actor, access: Access) -> None:
    """Write the event in the open transaction; if it can't be written, the act must not go on.

    An access marked repeatable is written once in 15 minutes for the same actor, act, route and subjects.
    """
    event_id = new_id()
    subjects = list(access.subjects)
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            {
                "id": event_id,
                "at": clock.now(),
                "actor": actor.id,
                "kind": actor.kind,
                "roles": list(actor.roles),
                "act": access.act,
                "outcome": access.outcome,
                "route": actor.route,
                "place": actor.place,
                "request": actor.request_id,
                "count": access.count,
                "query": access.query_hash,
                "fingerprint": _fingerprint(actor, access, event_id),
                "once": access.is_repeatable,
                "scope": current_scope().id,
                "touches": bool(subjects),
                "since": lowest_id_at(moment_of_machine() - REPEATED_WITHIN),
                "ids": [new_id() for _ in subjects],
                "subjects": subjects,
                "relations": [access.subjects[subject] for subject in subjects],
            },
        )


def _fingerprint(actor: Actor, access: Access, event_id: uuid.UUID) -> int:
    if not access.is_repeatable:
        return token_hash("event", str(event_id))
    named = sorted(str(subject) for subject in access.subjects)
    return token_hash("event", str(actor.id), access.act, actor.route, access.outcome, *named)
