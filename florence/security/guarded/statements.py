"""Which statements need a scope: all but those on tables that hold nothing about a patient, listed here by name."""

import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from florence.security.scope import ScopeError, has_scope

EXEMPT = frozenset(
    {
        "foundation_datakey",
        "interchange_registeredclient",
        "security_account",
        "security_cache",
        "security_placelimit",
        "security_role",
        "security_roleassignment",
        "security_shiftpresence",
        "security_switchpin",
        "security_team",
        "security_teammember",
        "security_unit",
        "security_workstation",
    }
)
EXEMPT_BEGINNINGS = (
    "account_",
    "auth_",
    "django_",
    "information_schema",
    "mfa_",
    "oauth2_provider_",
    "pg_",
    "procrastinate_",
    "usersessions_",
)
_NAME = r'(?:ONLY\s+)?"?([a-z_][a-z0-9_]*)\b"?'
_CHANGED = re.compile(rf"\b(?:INTO|UPDATE|TABLE)\s+{_NAME}", re.IGNORECASE)
_READ = re.compile(rf"\b(?:FROM|JOIN)\s+{_NAME}(?!\s*\()", re.IGNORECASE)
_WORDS = {"select", "set", "unnest", "nowait", "skip", "only", "lateral"}


def refuse_outside_scope(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run the statement; raises ScopeError when product code reaches records and no scope is open."""
    if not has_scope():
        reached = tables_of(str(sql)) - EXEMPT
        guarded = sorted(name for name in reached if not name.startswith(EXEMPT_BEGINNINGS))
        if guarded and not _is_asked_by_test():
            raise ScopeError(
                f"Outside a scope, {', '.join(guarded)} may not be reached: see florence.security.scope."
            )
    return execute(sql, params, many, context)


def tables_of(sql: str) -> set[str]:
    """The tables that a statement names, in lower case."""
    return {name.lower() for name in [*_CHANGED.findall(sql), *_READ.findall(sql)]} - _WORDS


def _is_asked_by_test() -> bool:
    """Whether the nearest of our own functions that led here is a test's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if ("/florence/" in file or "/tests/" in file or file.endswith("conftest.py")) and not _is_library(
            file
        ):
            return "/tests/" in file or file.endswith("conftest.py")
        frame = frame.f_back
    return False


def _is_library(file: str) -> bool:
    return "site-packages" in file or "/security/guarded/" in file
