"""The tables of security, one file per noun; Django asks for them to be named here."""

from florence.security.models.access import AccessEvent, AccessEventSubject, AccessQuestion
from florence.security.models.accounts import Account, PlaceLimit, Role, RoleAssignment
from florence.security.models.anchors import Relation, Subject, Team, TeamMember, Unit
from florence.security.models.break_glass import BreakGlass
from florence.security.models.drafts import Draft
from florence.security.models.workstations import ShiftPresence, SwitchPin, Workstation

__all__ = [
    "AccessEvent",
    "AccessEventSubject",
    "AccessQuestion",
    "Account",
    "BreakGlass",
    "Draft",
    "PlaceLimit",
    "Relation",
    "Role",
    "RoleAssignment",
    "ShiftPresence",
    "Subject",
    "SwitchPin",
    "Team",
    "TeamMember",
    "Unit",
    "Workstation",
]
