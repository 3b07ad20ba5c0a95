"""Signing what leaves the house, so that a copy of the log can be shown to be unchanged (Ed25519, RFC 8032)."""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from florence.foundation import keys, master_keys

ALGORITHM = "Ed25519"


def sign(content: bytes) -> str:
    """The signature of the content by the key of this house, in base64."""
    return base64.b64encode(_private_key().sign(content)).decode()


def public_key() -> str:
    """The key with which everyone can check signatures of this house, in base64."""
    return base64.b64encode(_private_key().public_key().public_bytes_raw()).decode()


def is_signed(content: bytes, signature: str, by: str) -> bool:
    """Whether the signature of the content was made with the key whose public part is `by`."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(by)).verify(base64.b64decode(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private_key() -> Ed25519PrivateKey:
    """Derived from the key file's signing key (HKDF, RFC 5869), for exports alone."""
    secret = master_keys.opened(keys.key_file()).signing_key
    seed = HKDF(SHA256(), 32, salt=None, info=b"florence export signature 1").derive(secret)
    return Ed25519PrivateKey.from_private_bytes(seed)
