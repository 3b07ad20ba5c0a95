"""Signing in as people and programs do."""

import http.client
import json
import re
from urllib.parse import urlencode

from bench.load import Client

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class NotSignedIn(Exception):
    """The log-in was refused."""


def person(port: int, path: str, words: dict[str, str], session: str, page: str) -> Client:
    """Sign in by the form at a path; `session` is the cookie that it must give, `page` has a form to come.

    Raises NotSignedIn.
    """
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    cookies: dict[str, str] = {}
    token = _token_in(_ask(connection, cookies, "GET", path, None))
    _ask(connection, cookies, "POST", path, urlencode({**words, "csrfmiddlewaretoken": token}))
    if session not in cookies:
        raise NotSignedIn(f"No session for {path} on port {port}.")
    token = _token_in(_ask(connection, cookies, "GET", page, None))
    headers = {
        "Host": f"localhost:{port}",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": token,
        "Accept-Language": "en",
    }
    return Client(port, headers)


def program(port: int, client: str, secret: str) -> Client:
    """Get an access token by client credentials; raises NotSignedIn."""
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    words = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    connection.request("POST", "/oauth/token", urlencode({**words, "scope": "system/*.cruds"}), FORM)
    answer = json.loads(connection.getresponse().read())
    if "access_token" not in answer:
        raise NotSignedIn("The program got no access token.")
    headers = {"Host": f"localhost:{port}", "Authorization": f"Bearer {answer['access_token']}"}
    return Client(
        port, headers | {"Accept": "application/fhir+json", "Content-Type": "application/fhir+json"}
    )


def _ask(
    connection: http.client.HTTPConnection, cookies: dict[str, str], method: str, path: str, body: str | None
) -> str:
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    connection.request(method, path, body, headers | (FORM if body else {}))
    answer = connection.getresponse()
    for name, value in answer.getheaders():
        if name.lower() == "set-cookie":
            key, _, rest = value.partition("=")
            cookies[key] = rest.partition(";")[0]
    return answer.read().decode()


def _token_in(page: str) -> str:
    found = _TOKEN.search(page)
    return found.group(1) if found else ""
