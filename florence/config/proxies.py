"""Which machines may say for whom they ask: the proxies that stand before Florence, and nobody else."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from florence.config.environment_problem import EnvironmentProblem

VARIABLE = "FLORENCE_PROXY"
LOOPBACK = "127.0.0.0/8,::1"
Networks = tuple[IPv4Network | IPv6Network, ...]


def read_proxies(value: str | None, *, is_https: bool) -> Networks:
    """The addresses of the proxies; unset, this machine over https and nobody over http, where no proxy stands.

    Raises EnvironmentProblem when one is no address.
    """
    chosen = value or (LOOPBACK if is_https else "")
    try:
        return tuple(ip_network(part.strip()) for part in chosen.split(",") if part.strip())
    except ValueError:
        raise EnvironmentProblem(
            VARIABLE,
            f"“{value}” is no list of addresses",
            "Use the address of the proxy, or a network such as 10.88.0.0/16; several with commas between.",
        ) from None
