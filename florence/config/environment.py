"""What an operator chooses by environment variables, read and checked; a wrong one is named, with a cure.

| variable | meaning | unset |
|---|---|---|
| FLORENCE_HOME | folder of the data | the user's data folder |
| FLORENCE_PORT | port of the web server | 8000 |
| FLORENCE_PUBLIC_URL | address that people type | http://localhost:PORT |
| FLORENCE_PROXY | addresses of the proxies that say for whom they ask | over https: this machine |
| FLORENCE_KEYS | key file | keys.json in the home |
| FLORENCE_EMAIL_URL | mail server, smtp:// or smtps:// | letters are kept as files in the home |
| FLORENCE_DATABASE_URL | PostgreSQL as the application, postgresql://… | Florence's own server |
| FLORENCE_OWNER_URL | the same database as its owner, for `migrate` | Florence's own server |
| FLORENCE_BACKUP_URL | the same database as the backup role | Florence's own server |

The commands set some more for the programs that they start: FLORENCE_DEMO and FLORENCE_GUARD_QUERIES ("1" for
yes), FLORENCE_LISTEN (the address to listen on) and FLORENCE_DATABASE_ROLE ("owner" while migrating).
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from florence.config.email_server import EmailServer, read_email_url
from florence.config.environment_problem import EnvironmentProblem
from florence.config.proxies import VARIABLE, Networks, read_proxies
from florence.foundation import master_keys
from florence.foundation.postgresql.cluster import Cluster, Urls
from florence.foundation.postgresql.problems import DatabaseProblem

LOOPBACK = ("localhost", "127.0.0.1", "::1")
DATABASE_VARIABLES = {
    "application": "FLORENCE_DATABASE_URL",
    "owner": "FLORENCE_OWNER_URL",
    "backup": "FLORENCE_BACKUP_URL",
}
CONNECTION_LIFE_S = 600
PREPARED_AFTER = 3
LAST_PORT = 65535
Role = Literal["application", "owner", "backup"]


@dataclass(frozen=True)
class Environment:
    """The operator's choices; `urls` is None when Florence runs its own database server."""

    home: Path
    port: int
    public_url: str
    proxies: Networks
    keys: Path
    email_url: str | None
    urls: Urls | None
    demo: bool
    guard_queries: bool
    listen: str
    role: Role

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Environment":
        """Read and check the variables. Raises EnvironmentProblem, which names the variable and the cure."""
        home = _read_home(environ)
        port = _read_port(environ)
        demo = environ.get("FLORENCE_DEMO") == "1"
        public_url = _read_public_url(environ, port, demo=demo)
        return cls(
            home=home,
            port=port,
            public_url=public_url,
            proxies=read_proxies(environ.get(VARIABLE), is_https=public_url.startswith("https:")),
            keys=_read_path(environ, "FLORENCE_KEYS") or home / "keys.json",
            email_url=environ.get("FLORENCE_EMAIL_URL") or None,
            urls=_read_urls(environ),
            demo=demo,
            guard_queries=environ.get("FLORENCE_GUARD_QUERIES") == "1",
            listen=environ.get("FLORENCE_LISTEN") or "127.0.0.1",
            role="owner" if environ.get("FLORENCE_DATABASE_ROLE") == "owner" else "application",
        )

    def variables(self) -> dict[str, str]:
        """The variables from which another process reads the same choices, besides those that it inherits."""
        own = {
            "FLORENCE_HOME": str(self.home),
            "FLORENCE_PORT": str(self.port),
            "FLORENCE_LISTEN": self.listen,
            "FLORENCE_DEMO": "1" if self.demo else "",
        }
        return {**os.environ, **own}

    @property
    def is_https(self) -> bool:
        """Whether people reach Florence over https."""
        return self.public_url.startswith("https:")

    def cookie(self, name: str) -> str:
        """The name of a cookie; over https with a prefix that binds it to this host (RFC 6265bis)."""
        return f"__Host-{name}" if self.is_https else name

    def allowed_hosts(self) -> list[str]:
        """The host names that requests may carry."""
        if self.demo and self.listen not in LOOPBACK:
            return ["*"]  # a demo shown to other machines is reached under names that nobody knows beforehand
        return sorted({_host(self.public_url), "localhost", "127.0.0.1", "[::1]"})

    def trusted_origins(self) -> list[str]:
        """Origins whose forms are accepted besides the request's own."""
        parts = urlsplit(self.public_url)
        return [f"{parts.scheme}://{parts.netloc}"]

    def secret_key(self) -> str:
        """The key that signs cookies and links, made from the key file. Raises KeyFileError without one."""
        signing_key = master_keys.opened(self.keys).signing_key
        return hmac.new(signing_key, b"florence secret key", hashlib.sha256).hexdigest()

    def email(self) -> EmailServer:
        """Where letters go. Raises EnvironmentProblem for an address that cannot be used."""
        return read_email_url(self.email_url, self.home / "letters")

    def database(self) -> dict[str, Any]:
        """The entry for Django's DATABASES, connecting as the role of this process."""
        parts = conninfo_to_dict(getattr(self.known_urls(), self.role))
        named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        entry: dict[str, Any] = {setting: str(parts.pop(key, "") or "") for key, setting in named.items()}
        options: dict[str, Any] = parts
        if self.role == "application":
            # Pages ask the same few statements all day, and under row policies planning one costs more than running
            # it: the server keeps the plans of a connection.
            options |= {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER}
        if self.role == "owner":
            # Policies bind the owner too: without this, migrations of data would silently change no row.
            options["options"] = "-c app.reach=system"
        return entry | {
            "ENGINE": self._engine(),
            "CONN_MAX_AGE": CONNECTION_LIFE_S,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }

    def _engine(self) -> str:
        """Django's, or in tests and development the one that refuses to reach records outside a scope."""
        guarded = self.guard_queries and self.role == "application"
        return "florence.security.guarded" if guarded else "django.db.backends.postgresql"

    def known_urls(self) -> Urls:
        """The three connections; of an own server that was never started, ones that lead nowhere yet."""
        if self.urls is not None:
            return self.urls
        try:
            return Cluster(self.home).urls()
        except DatabaseProblem:
            nowhere = f"host={self.home / 'run'} dbname=florence"
            return Urls(nowhere, nowhere, nowhere)


def _read_home(environ: Mapping[str, str]) -> Path:
    data_folder = Path(
        environ.get("XDG_DATA_HOME") or Path(environ.get("HOME") or "~").expanduser() / ".local/share"
    )
    home = _read_path(environ, "FLORENCE_HOME") or data_folder / "florence"
    if home.exists() and not home.is_dir():
        raise EnvironmentProblem(
            "FLORENCE_HOME", f"{home} is a file", "Name a folder; it is made when missing."
        )
    return home.absolute()


def _read_path(environ: Mapping[str, str], variable: str) -> Path | None:
    value = environ.get(variable)
    return Path(value).expanduser() if value else None


def _read_port(environ: Mapping[str, str]) -> int:
    value = environ.get("FLORENCE_PORT") or "8000"
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= LAST_PORT:
        raise EnvironmentProblem("FLORENCE_PORT", f"“{value}” is no port", "Use a number from 1 to 65535.")
    return int(value)


def _read_public_url(environ: Mapping[str, str], port: int, *, demo: bool) -> str:
    value = environ.get("FLORENCE_PUBLIC_URL") or f"http://localhost:{port}"
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise EnvironmentProblem(
            "FLORENCE_PUBLIC_URL",
            f"“{value}” is no address",
            "Use one such as https://florence.hospital.example.",
        )
    if parts.path.strip("/"):
        raise EnvironmentProblem(
            "FLORENCE_PUBLIC_URL", "it has a path", "Give Florence a host name of its own."
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not demo:
        raise EnvironmentProblem(
            "FLORENCE_PUBLIC_URL",
            "http sends passwords and records readable over the network",
            "Use https, with a proxy in front; http works on localhost and with --demo only.",
        )
    return value.rstrip("/")


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises when it is no number
    except ValueError:
        return None
    return parts


def _host(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def _read_urls(environ: Mapping[str, str]) -> Urls | None:
    values = {kind: environ.get(variable) for kind, variable in DATABASE_VARIABLES.items()}
    missing = [DATABASE_VARIABLES[kind] for kind, value in values.items() if not value]
    if len(missing) == len(values):
        return None
    if missing:
        raise EnvironmentProblem(
            missing[0],
            "it is unset while others of the three are set",
            "Set all three, or none to use Florence's own.",
        )
    return Urls(
        **{kind: _checked_url(DATABASE_VARIABLES[kind], str(value)) for kind, value in values.items()}
    )


def _checked_url(variable: str, value: str) -> str:
    try:
        parts = conninfo_to_dict(value)
    except ProgrammingError:
        parts = {}
    if not parts.get("dbname") or not parts.get("user"):
        raise EnvironmentProblem(
            variable, "it names no database and user", "Use postgresql://USER:PASSWORD@HOST:5432/DATABASE."
        )
    return value
