"""Imports into this hospital: the importer together with the owners of all types."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from florence.config.fhir import KEEPERS
from florence.interchange.importing.report import ImportReport, RefusalFile
from florence.interchange.importing.run import Import, Plan, Progress
from florence.security.actors import system_actor
from florence.security.models import Team
from florence.security.scope import scope


class NoSuchTeam(Exception):
    """There is no open team of that name, or more than one."""


def import_bundles(
    bundles: Iterable[Mapping[str, object]],
    *,
    source: str,
    team: str | None = None,
    progress: Progress | None = None,
    processes: int = 0,
) -> ImportReport:
    """Import FHIR bundles from memory, each in one transaction; a repetition changes nothing.

    `source` names the system they come from, `team` a team that gets relations to their patients. Raises
    NoSuchTeam.
    """
    plan = _plan(source, team, processes)
    return Import(plan, KEEPERS, RefusalFile(None), progress).bundles(bundles)


def import_files(
    paths: Iterable[Path],
    *,
    source: str,
    team: str | None = None,
    refusals: Path | None = None,
    progress: Progress | None = None,
    processes: int = 0,
) -> ImportReport:
    """Import files and folders of bundles and NDJSON; what is refused goes to the file `refusals`.

    Raises NoSuchTeam, Unreadable when there is nothing at or in one of the paths, and UnwritableRefusals.
    """
    file = RefusalFile(refusals)
    file.try_out()
    try:
        return Import(_plan(source, team, processes), KEEPERS, file, progress).files(paths)
    finally:
        file.close()


def _plan(source: str, team: str | None, processes: int) -> Plan:
    if team is None:
        return Plan(source, None, processes)
    with scope(system_actor("import"), "import.team"):
        found = list(Team.objects.filter(name=team, closed_at__isnull=True).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise NoSuchTeam(f"There is {'no' if not found else 'more than one'} team “{team}”.")
    return Plan(source, found[0], processes)
