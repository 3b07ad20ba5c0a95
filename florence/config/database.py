"""The database of this installation, whether Florence runs it itself or somebody else does."""

from collections.abc import Iterator
from contextlib import contextmanager

from florence.config.environment import Environment
from florence.foundation.postgresql.checks import check_server
from florence.foundation.postgresql.cluster import Cluster, Urls


@contextmanager
def running_database(environment: Environment) -> Iterator[Urls]:
    """The three connections to a server that runs and can be trusted; an own one is started and stopped.

    Raises DatabaseProblem when there is none, or when it is too old or may lose data.
    """
    if environment.urls is None:
        with Cluster(environment.home).running() as urls:
            check_server(urls.application)
            yield urls
    else:
        check_server(environment.urls.application)
        yield environment.urls
