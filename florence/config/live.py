"""Live streams of open pages: a topic's name when something changed, and nothing else."""

from florence.config.static_files import Application, Receive, Scope, Send

PREFIX = "/live/"


class LiveApplication:
    """Answers the live streams, and hands everything else on."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        await self._application(scope, receive, send)
