"""Announcements to open pages: a topic's name and nothing else, sent when the transaction commits.

An announcement may be lost; the page fetches its own content again through the ordinary, checked view.
"""

import re
from datetime import datetime

from django.db import connection

STREAM = "/live/stream"
CHANNEL = "florence_live"
ENDED = "ended:"
_TOPIC = re.compile(r"[a-z0-9:-]{1,80}")


def stream_address(topic: str, *, read_at: datetime) -> str:
    """Where a page listens whose content was read at a moment: it hears of every change after that moment."""
    return f"{STREAM}?topic={topic}&read={int(read_at.timestamp() * 1000)}"


def announce(topic: str) -> None:
    """Tell every open page that listens for the topic that something changed, once this transaction commits.

    Raises ValueError for a topic that is not plain lower-case letters, digits, colons and hyphens.
    """
    if not _TOPIC.fullmatch(topic):
        raise ValueError("A topic is made of lower-case letters, digits, colons and hyphens.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])


def end_streams(account_id: str) -> None:
    """Close every open stream of an account once this transaction commits."""
    announce(f"{ENDED}{account_id}")
