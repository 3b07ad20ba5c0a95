"""Upkeep of the search copy: a crash of the database empties it, and this makes it whole again."""

from procrastinate.contrib.django import app

from florence.patients import search_copy


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="patients.restore_search_copy", pass_context=False)
def restore_search_copy(timestamp: int) -> None:
    """Every minute: make the copy whole if it is not; does nothing otherwise."""
    if not search_copy.is_whole():
        for _ in search_copy.rebuild():
            pass
