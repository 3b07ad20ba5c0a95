"""FLORENCE_EMAIL_URL: the mail server that letters go to."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from florence.config.environment_problem import EnvironmentProblem

DEFAULT_PORTS = {"smtp": 587, "smtps": 465}  # RFC 6409, RFC 8314
CURE = "Use smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465."


@dataclass(frozen=True)
class EmailServer:
    """The values of Django's e-mail settings."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False
    folder: Path | None = None


def read_email_url(url: str | None, folder: Path) -> EmailServer:
    """The server that `url` names; without one, letters are written into `folder`.

    Raises EnvironmentProblem for an address that is none.
    """
    if url is None:
        return EmailServer("django.core.mail.backends.filebased.EmailBackend", folder=folder)
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise EnvironmentProblem("FLORENCE_EMAIL_URL", "it is no address of a mail server", CURE) from error
    if not parts.hostname:
        raise EnvironmentProblem("FLORENCE_EMAIL_URL", "it names no host", CURE)
    return EmailServer(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp" and parts.hostname not in ("localhost", "127.0.0.1"),
        use_ssl=parts.scheme == "smtps",
    )
