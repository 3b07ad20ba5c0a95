"""`python -m bench.bare.serving PORT`: the bare site in two processes."""

import sys

from granian.constants import Interfaces
from granian.server.mp import MPServer

if __name__ == "__main__":
    MPServer(
        "bench.bare.asgi:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        workers=2,
        websockets=False,
        backlog=4096,
        log_access=False,
        log_enabled=False,
    ).serve()
