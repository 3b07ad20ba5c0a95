"""What a list of the portal is made of: sections of lines, the same on screen and in print."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mark:
    """A status in words, with its tone and icon."""

    words: str
    tone: str = ""
    icon: str = "circle-dashed"


@dataclass(frozen=True)
class Line:
    """One entry: a title, further facts of which none is empty, when it was, and its status.

    `is_latin` keeps a title left to right, as names of medicines are written in every language.
    """

    title: str
    details: tuple[str, ...] = ()
    when: str = ""
    mark: Mark | None = None
    url: str = ""
    is_latin: bool = False


@dataclass(frozen=True)
class Group:
    """Lines under a heading, which may be empty."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """A part of the record: its groups, and the words for when there is nothing in it."""

    name: str
    title: str
    icon: str
    nothing: str
    why: str
    groups: tuple[Group, ...] = field(default=())
    more_url: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(group.lines for group in self.groups)


def given(*details: str) -> tuple[str, ...]:
    """The details that are not empty."""
    return tuple(detail for detail in details if detail)


def alone(words: str) -> str:
    """Words kept in their own direction inside a sentence of another: a value in an Arabic one, for example."""
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"
