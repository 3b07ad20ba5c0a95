"""Typed events between slices: what happened below is told to those above that asked to hear of it.

The table of subscribers is written out in `config/subscriptions.py`. Subscribers run inside the transaction,
in the written order; one that raises refuses the whole act.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """Something that happened; subclasses carry ids, never records."""


Subscriber = Callable[[Any], None]
_subscribers: dict[type[Event], tuple[Subscriber, ...]] = {}


def subscribe(table: dict[type[Event], Sequence[Subscriber]]) -> None:
    """Set the whole table of subscribers, once, when the application starts."""
    _subscribers.clear()
    _subscribers.update({event: tuple(subscribers) for event, subscribers in table.items()})


def publish(event: Event) -> None:
    """Call every subscriber of the event; what one raises passes through and refuses the act."""
    for subscriber in _subscribers.get(type(event), ()):
        subscriber(event)
