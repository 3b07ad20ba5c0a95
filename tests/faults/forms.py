"""The forms of a page, read out of its HTML, and sent again with whatever one likes in their fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "email", "tel", "number", "date", "time", "url", "password", "textarea", "hidden"}
UNTOUCHED = {"csrfmiddlewaretoken"}


@dataclass
class Form:
    """One form: where it leads, what it holds, and which of its fields can be typed in."""

    method: str
    action: str
    values: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    def filled(self, words: str, only: str = "") -> dict[str, str]:
        """The fields with words in one of those that are typed, or in all."""
        changed = [only] if only else self.typed
        return self.values | dict.fromkeys(changed, words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(Form(given.get("method", "get").lower(), given.get("action", "")))
        elif self.forms and tag in ("input", "textarea", "select", "button"):
            self._take(tag, given)
        elif self.forms and tag == "option" and self._select:
            self.forms[-1].values.setdefault(self._select, given.get("value", ""))

    def _take(self, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text") if tag == "input" else tag
        self._select = name if tag == "select" else ""
        if not name or kind in ("file", "submit", "button", "select"):
            return
        form = self.forms[-1]
        form.values.setdefault(name, given.get("value", ""))
        if kind in TYPED and name not in UNTOUCHED and name not in form.typed:
            form.typed.append(name)


def forms_of(page: str) -> list[Form]:
    """The forms of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
