"""Where a page listens for changes of what it shows."""

from django.http import HttpRequest

from florence.foundation import clock
from florence.foundation.live import stream_address


def stream_of(request: HttpRequest, topic: str) -> str:
    """The address at which the page of this request hears of every change since the request came in.

    Everything that the page shows was read later than that, so nothing can fall between reading and listening.
    """
    return stream_address(topic, read_at=getattr(request, "began_at", clock.now()))
