"""Signatures of this house under what it writes outside the database (Ed25519, RFC 8032)."""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from florence.foundation.master_keys import MasterKeys


class Signer:
    """Signs for one purpose, with a key of that purpose derived from the key file's signing key (HKDF, RFC 5869)."""

    def __init__(self, keys: MasterKeys, purpose: str) -> None:
        seed = HKDF(SHA256(), 32, salt=None, info=f"florence {purpose} 1".encode()).derive(keys.signing_key)
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = base64.b64encode(self._private.public_key().public_bytes_raw()).decode()

    def sign(self, content: bytes) -> str:
        """The signature of the content, in base64."""
        return base64.b64encode(self._private.sign(content)).decode()

    def has_signed(self, content: bytes, signature: str) -> bool:
        """Whether the signature of the content is one of this house for this purpose."""
        return is_signed(content, signature, self.public_key)


def is_signed(content: bytes, signature: str, public_key: str) -> bool:
    """Whether the holder of a public key signed the content; both are in base64."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True
