"""The log of access as a signed file: for programs as JSON, for a table as CSV."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from florence.security import signing
from florence.security.queries.access_log import LogEntry
from florence.security.subject_names import SubjectName

COLUMNS = (
    "event",
    "at",
    "person",
    "roles",
    "act",
    "outcome",
    "place",
    "request",
    "patients",
    "relations",
    "count",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SIGNATURE_LINE = b"# signature "

Row = dict[str, str]


@dataclass(frozen=True)
class LogFile:
    """A file that is handed out."""

    name: str
    media_type: str
    content: bytes


def rows_of(entries: Sequence[LogEntry], names: Mapping[UUID, SubjectName]) -> list[Row]:
    """Entries as rows of words; patients are named by their hospital numbers, times are UTC."""
    return [_row(entry, names) for entry in entries]


def as_json(rows: Sequence[Row], filters: Mapping[str, str], made_at: str) -> LogFile:
    """The rows with their filters, and beside them the signature of their canonical JSON text."""
    document = {"filters": dict(filters), "made_at": made_at, "entries": list(rows)}
    signed = {
        "document": document,
        "signature": {
            "algorithm": signing.ALGORITHM,
            "public_key": signing.public_key(),
            "value": signing.sign(canonical(document)),
        },
    }
    return LogFile(
        "access-log.json", "application/json", json.dumps(signed, ensure_ascii=False, indent=1).encode()
    )


def as_csv(rows: Sequence[Row]) -> LogFile:
    """The rows as a table; the last line holds the signature of everything above it."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: harmless(value) for name, value in row.items()} for row in rows)
    content = table.getvalue().encode()
    line = f"{signing.ALGORITHM} {signing.public_key()} {signing.sign(content)}\r\n"
    return LogFile("access-log.csv", "text/csv; charset=utf-8", content + SIGNATURE_LINE + line.encode())


def is_unchanged(content: bytes) -> bool:
    """Whether a file that was handed out still is what was signed, with the key that it names."""
    return _is_csv_unchanged(content) if SIGNATURE_LINE in content else _is_json_unchanged(content)


def harmless(value: str) -> str:
    """A cell that no table program takes for a formula (CWE-1236)."""
    return f"'{value}" if value.startswith(FORMULA) else value


def canonical(document: object) -> bytes:
    """The one JSON text of a document that is signed: sorted names, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _is_csv_unchanged(content: bytes) -> bool:
    table, _, line = content.rpartition(SIGNATURE_LINE)
    parts = line.decode(errors="replace").split()
    return len(parts) == 3 and signing.is_signed(table, parts[2], parts[1])


def _is_json_unchanged(content: bytes) -> bool:
    try:
        signed = json.loads(content)
        signature = signed["signature"]
        return signing.is_signed(canonical(signed["document"]), signature["value"], signature["public_key"])
    except (ValueError, KeyError, TypeError):
        return False


def _row(entry: LogEntry, names: Mapping[UUID, SubjectName]) -> Row:
    return {
        "event": str(entry.id),
        "at": entry.at.astimezone(UTC).isoformat(timespec="seconds"),
        "person": entry.actor,
        "roles": ", ".join(entry.roles),
        "act": entry.act_words,
        "outcome": entry.outcome,
        "place": entry.place,
        "request": entry.request_id,
        "patients": ", ".join(names[subject].number or str(subject) for subject in entry.subject_ids),
        "relations": ", ".join(entry.relations),
        "count": "" if entry.count is None else str(entry.count),
    }
