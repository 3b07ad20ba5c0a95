"""Files that people send: judged by what they hold, never by their name, and cleaned before they are kept.

A picture is drawn anew, so that nothing but its pixels is left: no place, no camera, no words. A PDF is written anew
without scripts, files within it, ways out to the network, and what it says about its makers; pictures inside a PDF keep
what they carry. What is neither is refused. The work is done by a process of its own with little memory and time.
"""

import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST_BYTES = 25_000_000
AT_ONCE = 2
LONGEST_WAIT_SECONDS = 10
LONGEST_SECONDS = 60
_CLEANER = Path(__file__).with_name("upload_cleaner.py")
_CLEAN = b"clean "

_log = logging.getLogger(__name__)
_places = BoundedSemaphore(AT_ONCE)


class NotAccepted(ValueError):
    """The file can't be taken; the sentence says why, and what to do."""


class Busy(NotAccepted):
    """Too many files are being cleaned at once; the same file may be taken a minute later."""


@dataclass(frozen=True)
class CleanFile:
    """A file that may be kept: its media type by content, and its bytes after cleaning."""

    content_type: str
    data: bytes

    @property
    def extension(self) -> str:
        """How the name of such a file ends."""
        return EXTENSIONS[self.content_type]


EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def clean_file(data: bytes) -> CleanFile:
    """The cleaned PDF, JPEG or PNG; WebP becomes JPEG. Raises NotAccepted for everything else, and for damage.

    A few are cleaned at once; raises Busy when there is no place within seconds.
    """
    if not data:
        raise NotAccepted(_("This file is empty. Choose another one."))
    if len(data) > LARGEST_BYTES:
        raise NotAccepted(
            _("This file is larger than 25 MB. Send it in parts, or scan it with fewer colours.")
        )
    for begins, kind in _KINDS:
        if begins(data):
            return _read(*_answer(kind, data))
    raise NotAccepted(_("This is no PDF, JPEG or PNG. Save it as one of these, and choose it again."))


def _answer(kind: str, data: bytes) -> tuple[bytes, bytes]:
    """The first line of the cleaner's answer, and the rest."""
    if not _places.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Busy(_("Other files are being checked just now. Try it again in a minute."))
    try:
        # Apart from this process's settings, keys and modules; what it complains of may hold words of the file.
        done = subprocess.run(
            [sys.executable, "-I", str(_CLEANER), kind],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b"heavy", b""
    finally:
        _places.release()
    if done.returncode:
        _log.warning("Cleaning a file of kind %s ended with code %d.", kind, done.returncode)
        return b"heavy", b""
    line, _end, rest = done.stdout.partition(b"\n")
    return line, rest


def _read(line: bytes, rest: bytes) -> CleanFile:
    """What the cleaner answered; raises NotAccepted with the sentence for its word."""
    if line.startswith(_CLEAN):
        return CleanFile(line.removeprefix(_CLEAN).decode(), rest)
    raise NotAccepted(str(_SENTENCES.get(line.decode(), _SENTENCES["heavy"])))


_SENTENCES: dict[str, Promise] = {
    "heavy": gettext_lazy(
        "This file takes too much time or memory to check. Print it to a new PDF, or save it smaller, "
        "and choose that."
    ),
    "grows": gettext_lazy(
        "This file is too large once it is unpacked. Save it smaller, and choose it again."
    ),
    "pixels": gettext_lazy(
        "This picture has more than 30 million points. Save it smaller, and choose it again."
    ),
    "damaged picture": gettext_lazy("This picture is damaged. Take or save it again, and choose it again."),
    "pages": gettext_lazy("This PDF has more than 1,000 pages. Send it in parts."),
    "locked pdf": gettext_lazy(
        "This PDF is locked with a password. Save it without one, and choose it again."
    ),
    "damaged pdf": gettext_lazy("This PDF is damaged. Print it to a new PDF, and choose that."),
}


def _begins_with(signature: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(signature)


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


_KINDS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (_begins_with(b"%PDF-"), "pdf"),
    (_begins_with(b"\xff\xd8\xff"), "jpeg"),
    (_begins_with(b"\x89PNG\r\n\x1a\n"), "png"),
    (_is_webp, "webp"),
)
