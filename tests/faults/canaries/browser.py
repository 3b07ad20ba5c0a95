"""A browser without a window, which asks a real server, keeps cookies, and fills in the forms of pages."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

Field = tuple[str, str, str]
"""Name, kind and value of one field."""


@dataclass
class Form:
    """One form of a page: where it is sent, and its fields in their order; choices of a select stand apart."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._is_chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in given:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str | None]) -> None:
        form, name = self._form, given.get("name") or ""
        assert form is not None
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(given.get("value") or "")
            if "selected" in given:
                form.fields.append((self._select, "chosen", given.get("value") or ""))
        elif tag == "textarea" and name:
            form.fields.append((name, "textarea", ""))
        elif tag == "input" and name:
            kind = given.get("type") or "text"
            if kind not in ("radio", "checkbox") or "checked" in given:
                form.fields.append((name, kind, given.get("value") or ("on" if kind == "checkbox" else "")))
            else:
                form.choices.setdefault(name, []).append(given.get("value") or "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


@dataclass
class Page:
    """An answer."""

    status: int
    address: str
    text: str
    location: str

    def forms(self) -> list[Form]:
        """The forms of the page that are sent by POST."""
        reader = _Forms()
        reader.feed(self.text)
        return [form for form in reader.forms if form.method == "post"]


class Browser:
    """One person's browser."""

    def __init__(self, port: int, cookies: SimpleCookie | None = None) -> None:
        self.port = port
        self._cookies = {name: morsel.value for name, morsel in (cookies or {}).items()}
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, address: str) -> Page:
        """Open a page."""
        return self._ask("GET", address)

    def post(self, address: str, values: list[tuple[str, str]]) -> Page:
        """Send a form, from the page at the address."""
        return self._ask("POST", address, urlencode(values))

    def _ask(self, method: str, address: str, body: str | None = None) -> Page:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Origin": f"http://localhost:{self.port}",
            "Host": f"localhost:{self.port}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, address, body, headers)
        answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        text = answer.read().decode("utf-8", errors="replace")
        return Page(answer.status, address, text, answer.headers.get("Location") or "")
