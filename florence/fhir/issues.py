"""What is wrong with a resource or a request, said so that a person can mend it."""

from typing import NamedTuple


class Issue(NamedTuple):
    """One fault: where (a path such as
    Observation.component[1].valueQuantity.value), FHIR issue type, plain words.
    """

    path: str
    code: str
    message: str


class Invalid(Exception):
    """The input cannot be accepted; `issues` says why. Never holds the refused values themselves."""

    def __init__(self, issues: list[Issue], status: int = 400) -> None:
        super().__init__(f"{len(issues)} issue(s)")
        self.issues = issues
        self.status = status
