"""The address of whoever asks, by which wrong tries are counted: what a caller says of itself is not believed."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - who cannot be told apart is counted as one; nothing listens here


def client_address(request: HttpRequest) -> str:
    """The address that connects; of a proxy of this house, the one that the proxy wrote last into X-Forwarded-For.

    A proxy adds the address of its own caller at the end. What stands before it came from that caller.
    """
    caller = _address(request.META.get("REMOTE_ADDR", ""))
    if caller is None:
        return UNKNOWN
    if any(caller in network for network in settings.FLORENCE_PROXIES):
        forwarded = _address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2])
        return str(forwarded or caller)
    return str(caller)


def _address(written: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(written.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
