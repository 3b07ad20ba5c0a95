"""Who is told of what: every event of the house and its subscribers, called in this order, inside the act."""

from collections.abc import Sequence

from florence.foundation.events import Event, Subscriber
from florence.patients import search_copy
from florence.patients.events import PatientsMerging
from florence.records.actions.merging import refuse_during_stay
from florence.security.actions.erasure import SubjectErasing


def _forget_names(event: SubjectErasing) -> None:
    search_copy.forget(event.subject_id)


SUBSCRIPTIONS: dict[type[Event], Sequence[Subscriber]] = {
    SubjectErasing: (_forget_names,),
    PatientsMerging: (refuse_during_stay,),
}
