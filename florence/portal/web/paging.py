"""Long lists in pages."""

from dataclasses import dataclass, replace

from florence.portal.rules.lines import Group, Section

PAGE = 40


@dataclass(frozen=True)
class ShownPage:
    """A page of a section; numbers count lines from 1."""

    section: Section
    first: int
    last: int
    total: int
    previous: int
    following: int


def page_of(section: Section, wanted: str) -> ShownPage:
    """The wanted page, or the first or last one when there is no such page."""
    total = sum(len(group.lines) for group in section.groups)
    pages = max(1, -(-total // PAGE))
    page = min(max(int(wanted) if wanted.isdigit() else 1, 1), pages)
    start, end = (page - 1) * PAGE, min(page * PAGE, total)
    return ShownPage(
        section=replace(section, groups=_between(section, start, end)),
        first=start + 1,
        last=end,
        total=total,
        previous=page - 1,
        following=page + 1 if page < pages else 0,
    )


def _between(section: Section, start: int, end: int) -> tuple[Group, ...]:
    groups, passed = [], 0
    for group in section.groups:
        lines = group.lines[max(start - passed, 0) : max(end - passed, 0)]
        passed += len(group.lines)
        if lines:
            groups.append(replace(group, lines=lines))
    return tuple(groups)
