"""The FHIR server: the owners of all types, the callers, and what belongs together."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest

from florence.fhir.interactions import Answer, Unauthenticated
from florence.foundation.identifiers import new_id
from florence.interchange import kept_answers
from florence.interchange.callers import Caller, caller_of
from florence.interchange.exchanging import in_one_transaction
from florence.interchange.interactions import KeptType
from florence.interchange.kept_answers import Given
from florence.interchange.policies import may_interact
from florence.security.decisions import Refused
from florence.security.doors import record_refusal
from florence.security.keeping import AnyKeeper

Result = TypeVar("Result")
ONCE = "fhir.once"


class FhirServer:
    """Serves what the keepers keep."""

    def __init__(self, keepers: Mapping[str, AnyKeeper]) -> None:
        self._types = {kind: KeptType(keeper, keepers) for kind, keeper in keepers.items()}

    def context(self, request: HttpRequest) -> Caller:
        """Who asks; raises Unauthenticated."""
        return caller_of(request)

    def interactions(self, kind: str) -> KeptType | None:
        """What can be done with a type; None when nobody owns it."""
        return self._types.get(kind)

    def kinds(self) -> Sequence[str]:
        """The types with an owner."""
        return sorted(self._types)

    def base(self, request: HttpRequest) -> str:
        """The address of the server as the outside sees it."""
        return request.build_absolute_uri("/fhir")

    def token_address(self, request: HttpRequest) -> str:
        """Where other programs get their access tokens."""
        return request.build_absolute_uri("/oauth/token")

    def new_id(self) -> UUID:
        """An id to create a resource under."""
        return new_id()

    def in_transaction(self, caller: Caller, work: Callable[[], Result], coming: frozenset[str]) -> Result:
        """Keep all writes of work together."""
        caller.coming = coming
        return in_one_transaction(caller, "fhir.transaction", work)

    def once(self, caller: Caller, key: str, digest: str, work: Callable[[], Answer]) -> Answer:
        """Run work once for a key; repetitions, also at the same time, get the first one's answer.

        Who repeats must be allowed what was done for that answer, and is logged as having seen whom it shows.
        """
        account_id = caller.actor.id
        if account_id is None:
            raise Unauthenticated

        def first_time() -> Answer:
            kept_answers.lock(account_id, key)
            known = kept_answers.find(account_id, key, digest)
            if known is not None:
                return self._repeated(caller, known)
            answer = work()
            given = Given(answer, frozenset(caller.done), frozenset(caller.touched), caller.count)
            kept_answers.keep(account_id, key, digest, given)
            return answer

        try:
            return in_one_transaction(caller, ONCE, first_time)
        except Refused:
            # What was refused within the scope went with it.
            record_refusal(caller.actor, ONCE, None)
            raise

    def _repeated(self, caller: Caller, known: Given) -> Answer:
        for kind, letter in sorted(known.interactions):
            decision = may_interact(caller, kind, letter, self._types[kind].keeper.readable_with)
            if not decision:
                raise Refused(decision)
        caller.disclose(known.subjects)
        caller.count += known.count
        return known.answer
