"""Several windows of one person that save at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from florence.foundation.postgresql.cluster import Urls
from florence.security.actions.drafts import save_draft
from florence.security.models import Draft
from florence.security.scope import scope
from florence.security.tests import cast
from florence.security.web.identity import actor_for

WINDOWS = 6


def test_windows_that_keep_a_new_draft_at_once_keep_one(own_database: Urls) -> None:
    actor = actor_for(cast.account("rosa", cast.role("nurse", needs_second_factor=False)))
    start = Barrier(WINDOWS)

    def save(window: int) -> None:
        start.wait()
        try:
            save_draft(actor, form="patients.register", content={"note": [f"window {window}"]})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WINDOWS) as threads:
        list(threads.map(save, range(WINDOWS)))
    with scope(actor, "look"):
        assert Draft.objects.count() == 1
