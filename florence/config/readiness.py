"""Whether a port is free, and whether a web server answers on it."""

import socket
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from florence.config.environment_problem import EnvironmentProblem

TIMEOUT_S = 5.0
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def refuse_busy_port(address: str, port: int) -> None:
    """Raise EnvironmentProblem when another program listens there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise EnvironmentProblem(
                "FLORENCE_PORT",
                f"port {port} of {address} cannot be had ({error.strerror})",
                "Choose a free port, or end the program that uses this one.",
            ) from error


def answers(address: str, port: int) -> bool:
    """Whether the web server there answers a request, be it with a refusal."""
    host = "127.0.0.1" if address in EVERY_ADDRESS else address
    url = f"http://[{host}]:{port}/healthz" if ":" in host else f"http://{host}:{port}/healthz"
    try:
        # Without proxies: an operator's http_proxy would send a question about this machine elsewhere.
        build_opener(ProxyHandler({})).open(url, timeout=TIMEOUT_S).close()
    except HTTPError as refusal:
        refusal.close()
        return True
    except OSError:
        return False
    return True
