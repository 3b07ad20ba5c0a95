"""Links to further pages of searches that were sent in a body: what was asked stays sealed in them.

A search by POST keeps names out of addresses and logs; a plain link to its next page would undo that.
"""

import base64
import hashlib

import orjson
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from florence.fhir.issues import Invalid, Issue

Parameters = list[tuple[str, str]]
# A page may be fetched for a day; then the search is to be sent again.
LIFETIME = 24 * 60 * 60


def seal(kind: str, parameters: Parameters) -> str:
    """Return the search as text that only this server can read."""
    return _cipher().encrypt(orjson.dumps([kind, parameters])).decode()


def unseal(kind: str, text: str) -> Parameters:
    """Return the search behind a link; raises Invalid for a link that this server did not make, or long ago."""
    try:
        sealed_kind, parameters = orjson.loads(_cipher().decrypt(text.encode(), ttl=LIFETIME))
    except InvalidToken:
        sealed_kind, parameters = "", []
    if sealed_kind != kind:
        raise Invalid([Issue("", "value", "this link to a further page is not valid any more: search again")])
    return [(name, value) for name, value in parameters]


def _cipher() -> Fernet:
    key = hashlib.sha256(b"fhir pages" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
