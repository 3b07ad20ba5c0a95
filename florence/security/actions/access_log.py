"""Handing out a copy of the log."""

from django.utils.translation import gettext as _

from florence.foundation import clock
from florence.security import log_files, policies
from florence.security.access_events import Access, record_access, touching
from florence.security.actors import Actor
from florence.security.decisions import ActionError
from florence.security.doors import action
from florence.security.log_files import LogFile
from florence.security.queries.access_log import LogFilter, count_events, list_events
from florence.security.subject_names import read_names

LARGEST = 20_000
JSON, CSV = "json", "csv"


class ExportRefused(ActionError):
    """The copy was not made; the sentence says why."""


@action(may=policies.may_read_log)
def export_access_log(actor: Actor, *, filters: LogFilter, form: str) -> LogFile:
    """A signed copy of the entries that match, as "json" or "csv"; every patient in it has it in the log.

    Raises ExportRefused for more than 20,000 entries.
    """
    if count_events(filters) > LARGEST:
        raise ExportRefused(
            _("These are more than 20,000 entries. Narrow the filter, for example to a month.")
        )
    entries = list_events(filters, limit=LARGEST)
    names = read_names(subject for entry in entries for subject in entry.subject_ids)
    rows = log_files.rows_of(entries, names)
    record_access(actor, Access("security.export_access_log", touching(names, "list"), count=len(entries)))
    if form == CSV:
        return log_files.as_csv(rows)
    return log_files.as_json(rows, _in_words(filters), clock.now().isoformat(timespec="seconds"))


def _in_words(filters: LogFilter) -> dict[str, str]:
    return {
        "subjects": ", ".join(str(subject) for subject in filters.subject_ids),
        "account": str(filters.account_id or ""),
        "act": filters.act,
        "since": filters.since.isoformat() if filters.since else "",
        "until": filters.until.isoformat() if filters.until else "",
        "refused": "yes" if filters.is_refused else "",
    }
