"""Exceptions as answers: the right status and an OperationOutcome that says what to do."""

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError

from florence.fhir.interactions import Answer, KeyReused, Unauthenticated, VersionConflict
from florence.fhir.issues import Invalid, Issue
from florence.fhir.outcomes import operation_outcome
from florence.foundation.outages import Outage, outage_of

DatabaseAway = OperationalError | InterfaceError
Fault = Invalid | VersionConflict | KeyReused | Unauthenticated | PermissionDenied | DatabaseAway
FAULTS = (
    *(Invalid, VersionConflict, KeyReused, Unauthenticated, PermissionDenied),
    *(OperationalError, InterfaceError),
)
OUTAGES = {
    Outage.AWAY: "the database cannot be reached: try again in a minute",
    Outage.FULL: "the disk of this server is full, nothing was written: try again later",
    Outage.BUSY: "this server is too busy, nothing was written: try again in a few seconds",
}
CHALLENGE = (("WWW-Authenticate", 'Bearer realm="FHIR"'),)


def answer_for(fault: Fault) -> Answer:
    """Return the answer to a fault."""
    match fault:
        case Invalid():
            return Answer(fault.status, operation_outcome(fault.issues))
        case VersionConflict():
            return refusal(
                412, "conflict", "this is not the present version: read it again and repeat the change"
            )
        case KeyReused():
            return refusal(422, "business-rule", "this Idempotency-Key came before with a different request")
        case Unauthenticated():
            return refusal(401, "login", "an access token is needed: get one at the token address", CHALLENGE)
        case PermissionDenied():
            return refusal(403, "forbidden", str(fault) or "you may not do this")
        case OperationalError() | InterfaceError():
            return _outage(outage_of(fault) or Outage.AWAY)


def _outage(outage: Outage) -> Answer:
    again = (("Retry-After", str(outage.value)),)
    return refusal(503, "no-store" if outage is Outage.FULL else "transient", OUTAGES[outage], again)


def refusal(status: int, code: str, message: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Return an answer with an OperationOutcome of one issue."""
    return Answer(status, operation_outcome([Issue("", code, message)]), headers)
