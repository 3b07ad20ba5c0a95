"""Django's PostgreSQL engine with one question before each statement: is a scope open?"""

from typing import Any

from django.db.backends.postgresql import base

from florence.security.guarded.statements import refuse_outside_scope


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that refuses to reach records outside a scope."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(refuse_outside_scope)
