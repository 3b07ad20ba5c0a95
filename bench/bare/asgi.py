"""The bare site served as Florence is: granian, a2wsgi, eight threads."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.bare.settings")

THREADS = 8
Message = MutableMapping[str, Any]
_pages = WSGIMiddleware(get_wsgi_application(), workers=THREADS)


async def application(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Give a2wsgi coroutines where granian has awaitables of its own."""
    if scope["type"] != "http":
        return

    async def receive_next() -> Message:
        return await receive()

    async def send_next(message: Message) -> None:
        await send(message)

    await _pages(scope, receive_next, send_next)
