"""Handing a document to the printing process."""

import json
import logging
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.utils.translation import gettext as _

from florence.ui.printing.coverage import printable

LONGEST_SECONDS = 30
AT_ONCE = 2

_log = logging.getLogger(__name__)
_presses = BoundedSemaphore(AT_ONCE)


class NotPrinted(Exception):
    """A document was not printed; the text is a sentence for the person."""


def typeset(template: Path, content: dict[str, Any], made_at: datetime) -> bytes:
    """The PDF of a template file (Typst) with its content, which the template reads as JSON; raises NotPrinted.

    `content["missing_letters"]` is set to how many letters could not be printed and stand as �.
    """
    safe, missing = printable(content)
    safe["missing_letters"] = missing
    command = [
        sys.executable,
        "-m",
        "florence.ui.printing.worker",
        str(template),
        str(int(made_at.timestamp())),
    ]
    with _presses:
        try:
            done = subprocess.run(
                command,
                input=json.dumps(safe).encode(),
                capture_output=True,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotPrinted(_("It took too long to print. Choose less, and print again.")) from error
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        _log.error("Printing %s failed with exit code %d.", template.name, done.returncode)
        raise NotPrinted(_("It could not be printed. Try again; if it fails again, tell the hospital."))
    return done.stdout
