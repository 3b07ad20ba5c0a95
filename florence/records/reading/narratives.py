"""The text of notes and letters: sections in FHIR's XHTML narrative, and attached plain text."""

import base64
import binascii
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

_BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol"})


@dataclass(frozen=True)
class Passage:
    """A part of a text under its title, which may be empty; each paragraph is one line."""

    title: str
    paragraphs: tuple[str, ...]


def passages_of(resource: dict[str, Any]) -> list[Passage]:
    """What can be read of a Composition, DocumentReference or DiagnosticReport; empty when nothing can."""
    found = [_passage_of(section) for section in resource.get("section") or ()]
    found += [Passage("", lines_in(text)) for text in _attached_texts(resource)]
    if resource.get("conclusion"):
        found.append(Passage("", lines_in(str(resource["conclusion"]))))
    if not found and (resource.get("text") or {}).get("div"):
        found.append(Passage("", plain_lines(resource["text"]["div"])))
    return [passage for passage in found if passage.paragraphs]


def plain_lines(narrative: str) -> tuple[str, ...]:
    """The words of an XHTML narrative, without its marks."""
    reader = _Words()
    reader.feed(narrative)
    reader.close()
    return lines_in("".join(reader.pieces))


def lines_in(text: str) -> tuple[str, ...]:
    """The lines of a text that are not blank."""
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _passage_of(section: dict[str, Any]) -> Passage:
    inner = [line for each in section.get("section") or () for line in _passage_of(each).paragraphs]
    own = plain_lines((section.get("text") or {}).get("div") or "")
    return Passage(str(section.get("title") or ""), (*own, *inner))


def _attached_texts(resource: dict[str, Any]) -> list[str]:
    attachments = [each.get("attachment") or {} for each in resource.get("content") or ()]
    attachments += resource.get("presentedForm") or []
    texts = [_text_in(attachment) for attachment in attachments]
    return [text for text in texts if text]


def _text_in(attachment: dict[str, Any]) -> str:
    if not str(attachment.get("contentType", "")).startswith("text/plain"):
        return ""
    try:
        return base64.b64decode(attachment.get("data") or "", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


class _Words(HTMLParser):
    """Collects the words of a narrative, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(" ".join(data.split("\n")))
