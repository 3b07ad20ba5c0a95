"""The pages of the navigation that a typed text means."""

from collections.abc import Iterable

from django import template

from florence.ui.shell import NavigationGroup, NavigationItem

register = template.Library()

SHORTEST = 2


@register.simple_tag
def pages_called(groups: Iterable[NavigationGroup], text: str) -> list[NavigationItem]:
    """The pages that the reader may open whose words begin with the words of the text."""
    wanted = text.casefold().split()
    if not wanted or len(text.strip()) < SHORTEST:
        return []
    items = [item for group in groups for item in group.items]
    return [item for item in items if _begins_all(wanted, item.label.casefold().split())]


def _begins_all(wanted: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in wanted)
