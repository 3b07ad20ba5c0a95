"""R4: no acknowledged write is lost, none is half written, whatever process of the database is killed."""

from florence.foundation.postgresql.cluster import Cluster
from tests.faults import kill_drill


def test_r4_no_acknowledged_write_is_lost_when_the_database_is_killed(cluster: Cluster) -> None:
    figures = kill_drill.run(cluster, kills=12, seed=4)

    print(figures)
    assert (figures.lost, figures.half_written) == (0, 0)
    assert figures.acknowledged > 100
    assert max(figures.recovery_s) < 30
