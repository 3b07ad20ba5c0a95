"""Keyed hashes by which a sealed value can be found again without being readable."""

import hmac

from django.conf import settings

from florence.foundation import master_keys

_SEPARATOR = "\x1f"


def token_hash(*parts: str) -> int:
    """A signed 64-bit number for the parts: HMAC-SHA-256 under the index key, cut to eight bytes.

    Equal parts give equal numbers, so use it only where equality may be seen. Two different values share a
    number about once in 2^32 values: whoever finds a row by it compares the row itself.
    """
    return hasher()(*parts)


def hasher() -> "Hasher":
    """A hasher that reads the key file once, for many values in a row."""
    return Hasher(master_keys.opened(settings.FLORENCE_KEYS).index_key)


class Hasher:
    """Makes the same numbers as `token_hash` with the index key at hand."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, *parts: str) -> int:
        digest = hmac.digest(self._key, _SEPARATOR.join(parts).encode("utf-8"), "sha256")
        return int.from_bytes(digest[:8], "big", signed=True)
