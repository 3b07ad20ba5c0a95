"""The one application of the one port: open pages' live streams, static files, and everything else."""

import os
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florence.config.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from florence.config.live import LiveApplication
from florence.config.static_files import Application, Message, Receive, Scope, Send, with_static_files

THREADS = 8


def with_coroutines(application: Application) -> Application:
    """Give the application coroutines where the server has awaitables of its own, which a2wsgi 1.10 refuses."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_next() -> Message:
            return await receive()

        async def send_next(message: Message) -> None:
            await send(message)

        await application(scope, receive_next, send_next)

    return answer


wsgi_application = get_wsgi_application()
# The cast: a2wsgi and Django each have their own types for the same protocol.
pages = with_coroutines(cast(Application, WSGIMiddleware(cast(Any, wsgi_application), workers=THREADS)))
application = LiveApplication(with_static_files(pages))
