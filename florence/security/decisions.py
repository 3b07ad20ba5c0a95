"""What a policy answers: yes or no, with the reason in words a person can act on."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Decision:
    """A policy's answer; `remedy` names what would make it a yes, if anything can."""

    allowed: bool
    reason: str = ""
    remedy: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)
BREAK_GLASS = "break-glass"
STEP_UP = "step-up"


def refuse(reason: str, *, remedy: str = "") -> Decision:
    """A no with its reason; `remedy` may be BREAK_GLASS or STEP_UP."""
    return Decision(False, str(reason), remedy)


class Refused(PermissionDenied):
    """An act or a page was refused by policy; carries the decision and the subject it was about."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reason)
        self.decision = decision


class ActionError(Exception):
    """An act could not be done; the text is a sentence for the person. Slices subclass it by name."""

    field: str = ""
