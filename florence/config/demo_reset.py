"""Making the demo anew: asked for by a file in the home, done by the supervisor, which alone may stop everything."""

import os
from pathlib import Path

from florence.config.demo_refusal import refuse_hospital
from florence.config.environment import Environment
from florence.foundation.postgresql import locks
from florence.foundation.postgresql.cluster import Cluster
from florence.foundation.postgresql.places import lock_file, make_home
from florence.foundation.postgresql.problems import DatabaseProblem
from florence.security.checkpoints import chain

ASKED = "make-demo-anew"


def can_be_asked(environment: Environment) -> bool:
    """Whether this is a demo with a database of its own, and `florence serve` runs, which makes it anew."""
    return may_be_emptied(environment) and _is_served(environment.home)


def ask(environment: Environment) -> None:
    """Ask for it; within seconds everybody is signed out and all that was written is gone."""
    make_home(environment.home)
    (environment.home / ASKED).touch()


def is_asked(environment: Environment) -> bool:
    """Whether somebody has asked; never outside a demo."""
    return may_be_emptied(environment) and (environment.home / ASKED).exists()


def empty(environment: Environment) -> None:
    """Put an empty database in the place of the demo's; nothing of it may run but the server.

    Raises DatabaseProblem when the database is no demo's: then nothing is changed, and nothing is asked for any more.
    """
    cluster = Cluster(environment.home)
    try:
        refuse_hospital(cluster.urls().owner)
    except DatabaseProblem:
        (environment.home / ASKED).unlink(missing_ok=True)
        raise
    cluster.make_database_anew()
    (environment.home / chain.FILE).unlink(missing_ok=True)
    (environment.home / ASKED).unlink(missing_ok=True)


def may_be_emptied(environment: Environment) -> bool:
    """Whether this is a demo, and its database Florence's own."""
    return environment.demo and environment.urls is None


def _is_served(home: Path) -> bool:
    descriptor = locks.open_lock(lock_file(home, "serve"))
    try:
        return not locks.take(descriptor, shared=True)
    finally:
        os.close(descriptor)
