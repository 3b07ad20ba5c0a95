"""Narrative: the XHTML that a resource may carry for people to read, and what of it R4 allows."""

import html
import re

# https://hl7.org/fhir/R4/narrative.html#security: basic
# formatting of chapters 7 to 11 and 15, links and images.
FORMATTING = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "address",
        "b",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "map",
        "area",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
    ]
)

# Each expression looks at every character once, whatever is sent: nothing in them can be retried endlessly.
TAG = re.compile(r"<\s*+/?\s*+([A-Za-z][A-Za-z0-9:]*+)")
EVENT = re.compile(r"<[^<>]*[\s/\"']on[a-z]+\s*=", re.IGNORECASE)
# Pictures may stand in the text itself, other data may not.
ADDRESS = re.compile(r"[=(]['\"]?(?:(?:java|vb)script:|data:(?!image/(?:png|gif|jpe?g)[;,]))", re.IGNORECASE)
INVISIBLE = re.compile(r"[\x00-\x20]+")


def is_basic_formatting(division: str) -> bool:
    """Tell whether a narrative holds nothing but the formatting that R4 allows; so nothing in it can run."""
    if any(match[1].lower() not in FORMATTING for match in TAG.finditer(division)):
        return False
    if EVENT.search(division):
        return False
    # Browsers read an address through entities and without spaces or control characters.
    return not ADDRESS.search(_attributes(division))


def _attributes(division: str) -> str:
    """Return what stands inside of tags, as a browser reads it."""
    inside = " ".join(part.partition(">")[0] for part in division.split("<")[1:])
    return INVISIBLE.sub("", html.unescape(inside)) if "=" in inside else ""
