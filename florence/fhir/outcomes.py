"""OperationOutcomes: how faults are told to other programs."""

from collections.abc import Iterable
from typing import Any

from florence.fhir.issues import Issue

Resource = dict[str, Any]


def operation_outcome(issues: Iterable[Issue], severity: str = "error") -> Resource:
    """Return the OperationOutcome that says these issues; their paths stand in `expression`."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(issue, severity) for issue in issues]}


def information(message: str) -> Resource:
    """Return the OperationOutcome of something that went well."""
    return operation_outcome([Issue("", "informational", message)], "information")


def _issue(issue: Issue, severity: str) -> Resource:
    path = f"{issue.path}: " if issue.path else ""
    found: Resource = {"severity": severity, "code": issue.code, "diagnostics": path + issue.message}
    if issue.path:
        found["expression"] = [issue.path]
    return found
