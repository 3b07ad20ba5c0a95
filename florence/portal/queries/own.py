"""Whose record it is: the chart of the account's own record."""

from florence.records.queries.chart import Chart, get_chart
from florence.security import relations
from florence.security.actors import Actor


class NoOwnRecord(Exception):
    """No record is linked to the account; the page's rule refuses before this is raised."""


def own_chart(actor: Actor) -> Chart:
    """The chart of the actor's own record; raises NoOwnRecord."""
    found = relations.own_record(actor)
    chart = get_chart(found[0]) if found else None
    if chart is None:
        raise NoOwnRecord
    return chart


def first_name(chart: Chart) -> str:
    """How the person is greeted: the preferred name, else the given names, else the whole name."""
    banner = chart.banner
    return banner.preferred or banner.given or banner.family


def full_name(chart: Chart) -> str:
    """The name as the person says it: title, given names, family name."""
    banner = chart.banner
    return " ".join(part for part in (banner.title, banner.given, banner.family) if part)
