"""Whether this Florence lives, whether it is ready to serve, and figures for those who watch it."""

import hmac
import logging
import os
import secrets
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from florence.patients import search_copy

WORKER_SEEN_WITHIN = timedelta(minutes=2)
LEAST_FREE_SHARE = 0.03
TOKEN_FILE = "metrics-token"  # noqa: S105 - the name of a file
ADDRESSES = ("/healthz", "/readyz", "/metrics")
_log = logging.getLogger(__name__)


def health_without_session(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Forget cookies sent to the addresses of health: looking up a session would need the database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in ADDRESSES:
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware


def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives; nothing else is asked."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Whether everything is there that serving needs: 200, or 503 with the names of what is missing."""
    found = {name: _holds(check) for name, check in CHECKS.items()}
    ready = all(found.values())
    body = {"status": "ready" if ready else "not ready", "checks": found}
    response = JsonResponse(body, status=200 if ready else 503)
    if not ready:
        _say_what_is_missing(response, [name for name, holds in found.items() if not holds])
    return response


def _say_what_is_missing(response: HttpResponse, missing: list[str]) -> None:
    """One line of warning; Django itself would log an error each time somebody looks."""
    _log.warning("Not ready: %s", ", ".join(missing))
    response._has_been_logged = True  # type: ignore[attr-defined]  # django.utils.log.log_response asks for it


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in the text format of Prometheus, for whoever holds the token of the file metrics-token in the home."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), metrics_token().encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    lines = [f"florence_{name} {value}" for name, value in sorted(_figures().items())]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; version=0.0.4; charset=utf-8")


@cache
def metrics_token() -> str:
    """The token that opens the figures; made when it is first asked for, readable for Florence's user only."""
    file = Path(settings.FLORENCE_HOME) / TOKEN_FILE
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as opened:
        token = secrets.token_urlsafe(32)
        opened.write(token)
    return token


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, InterfaceError, OSError):
        return False


def _database_answers() -> bool:
    return bool(_one("SELECT true"))


def _tables_are_current() -> bool:
    """Asked until it is so: tables only grow newer while this process lives."""
    if not _current:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _current.append(True)
    return True


def _worker_lives() -> bool:
    seen = _one("SELECT max(last_heartbeat) FROM procrastinate_workers")
    return isinstance(seen, datetime) and datetime.now(UTC) - seen < WORKER_SEEN_WITHIN


def _disk_has_room() -> bool:
    usage = shutil.disk_usage(settings.FLORENCE_HOME)
    return usage.free / usage.total > LEAST_FREE_SHARE


_current: list[bool] = []
CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "tables": _tables_are_current,
    "worker": _worker_lives,
    "search": search_copy.is_whole,
    "disk": _disk_has_room,
}


def _figures() -> dict[str, float]:
    usage = shutil.disk_usage(settings.FLORENCE_HOME)
    figures: dict[str, float] = {f"ready_{name}": float(_holds(check)) for name, check in CHECKS.items()}
    figures |= {"disk_free_bytes": usage.free, "disk_total_bytes": usage.total}
    for status in ("todo", "doing", "succeeded", "failed"):
        count = _one("SELECT count(*) FROM procrastinate_jobs WHERE status::text = %s", status)
        figures[f"jobs_{status}"] = float(str(count))
    figures["database_size_bytes"] = float(str(_one("SELECT pg_database_size(current_database())")))
    figures["sessions"] = float(str(_one("SELECT count(*) FROM django_session WHERE expire_date > now()")))
    return figures


def _one(sql: str, *parameters: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
    return row[0] if row else None
