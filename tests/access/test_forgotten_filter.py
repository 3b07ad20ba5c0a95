"""With the filter taken out of one real query, the wall still gives no foreign row; without the wall it would."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
import pytest

from florence.foundation.postgresql.cluster import Urls
from florence.records.queries import facts
from florence.records.store import FACTS
from florence.security.scope import scope
from tests.access.cast import SYSTEM, World, build
from tests.access.probing import Prober

PAGES = ("", "problems/", "immunisations/", "results/", "timeline/", "vitals/", "procedures/", "documents/")


@pytest.fixture
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The query behind the pages of the chart forgets whose facts it is asked for."""

    def of_everyone(_subjects: Sequence[UUID], types: Sequence[str]) -> Any:
        return FACTS.rows.filter(type__in=list(types))

    monkeypatch.setattr(facts, "_of", of_everyone)


def _open_the_chart(world: World) -> Prober:
    prober = Prober(world)
    for page in PAGES:
        answer = prober.send("doctor", "GET", f"/patients/{world.people['related'].id}/{page}")
        assert answer.status_code == 200, page
    return prober


def _whose(prober: Prober) -> set[str]:
    """The patients whose words were shown."""
    return {group.partition(" ")[0] for group in prober.findings.seen["doctor"]}


@pytest.mark.django_db
@pytest.mark.usefixtures("_forgotten")
def test_a13_01_a_query_without_its_filter_shows_no_foreign_row() -> None:
    world = build()
    with scope(SYSTEM, "look"):
        found = {fact.row.subject_id for fact in facts.list_facts([], "Condition", "Immunization")}
    assert {person.id for person in world.people.values()} <= found, "the filter is still there"
    prober = _open_the_chart(world)
    assert prober.findings.leaks == []
    assert _whose(prober) == {"related"}


@pytest.mark.usefixtures("_forgotten")
def test_without_the_wall_the_probes_report_the_forgotten_filter(own_database: Urls) -> None:
    """The probes that find nothing above do find what is there to be found."""
    with psycopg.connect(own_database.owner, autocommit=True) as owner:
        for table in ("records_resource", "records_resourcetoken"):
            owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    prober = _open_the_chart(build())
    assert {"foreign", "other"} <= _whose(prober)
    assert prober.findings.leaks
