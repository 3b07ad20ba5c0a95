"""Bodies of resources as they are sealed: compressed JSON text, with a shipped dictionary.

The first byte names the dictionary. A dictionary is never changed or removed, since every body that it
compressed needs it; a better one gets the next number.
"""

import threading
from functools import cache
from pathlib import Path

import zstandard

DICTIONARIES = Path(__file__).parent / "dictionaries"
CURRENT = 1
LEVEL = 3
LARGEST = 64_000_000

_own = threading.local()


def pack(text: bytes) -> bytes:
    """Compress JSON text."""
    return bytes([CURRENT]) + _compressor().compress(text)


def unpack(packed: bytes) -> bytes:
    """The JSON text again, byte for byte; raises ValueError for a dictionary that is not shipped."""
    return _decompressor(packed[0]).decompress(packed[1:], max_output_size=LARGEST)


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    path = DICTIONARIES / f"{number}.zdict"
    if not path.is_file():
        raise ValueError(f"A body was compressed with dictionary {number}, which this release does not have.")
    return zstandard.ZstdCompressionDict(path.read_bytes())


def _compressor() -> zstandard.ZstdCompressor:
    """One for each thread: making one costs as much as compressing a body, and two threads must not share it."""
    known: zstandard.ZstdCompressor | None = getattr(_own, "compressor", None)
    if known is None:
        known = zstandard.ZstdCompressor(level=LEVEL, dict_data=_precomputed(), write_content_size=True)
        _own.compressor = known
    return known


@cache
def _precomputed() -> zstandard.ZstdCompressionDict:
    dictionary = _dictionary(CURRENT)
    dictionary.precompute_compress(level=LEVEL)
    return dictionary


def _decompressor(number: int) -> zstandard.ZstdDecompressor:
    """One for each thread and dictionary, as for the compressor."""
    known: dict[int, zstandard.ZstdDecompressor] = _own.__dict__.setdefault("decompressors", {})
    if number not in known:
        known[number] = zstandard.ZstdDecompressor(dict_data=_dictionary(number))
    return known[number]
