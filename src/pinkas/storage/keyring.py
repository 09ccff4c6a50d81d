"""The master key: a file of 32 random bytes, and what is derived from it. Hashes and ciphertexts carry its id."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES: Final = 32
_KEY_ID_BYTES: Final = 16
_NONCE_BYTES: Final = 12


class KeyringError(Exception):
    """The master key is missing, unreadable or not the one the books were written with; one clear sentence."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """A loaded master key. `repr` never shows it."""

    key_id: str
    _key: bytes = field(repr=False)

    def token_hash(self, token: str) -> bytes:
        """The keyed hash under which a token is stored."""
        return hmac.digest(self._key, b"token\0" + token.encode(), "sha256")

    def subject_hash(self, subject: str) -> bytes:
        """The keyed hash under which login attempts of a user or address are counted."""
        return hmac.digest(self._key, b"subject\0" + subject.encode(), "sha256")

    def body_hash(self, body: bytes) -> bytes:
        """The keyed hash that recognises a repeated request without keeping it."""
        return hmac.digest(self._key, b"body\0" + body, "sha256")

    def sign(self, payload: bytes) -> str:
        """A signature of ours, in hex."""
        return hmac.digest(self._key, b"sign\0" + payload, "sha256").hex()

    def seal(self, place: str, secret: bytes) -> bytes:
        """A secret encrypted for one place (`table/column/row`) and readable nowhere else: key id, nonce, AES-GCM."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return self.key_id.encode() + nonce + self._cipher().encrypt(nonce, secret, place.encode())

    def unseal(self, place: str, sealed: bytes) -> bytes:
        """The secret sealed for this place. Raises KeyringError for another key or place, or one that was changed."""
        head = _KEY_ID_BYTES + _NONCE_BYTES
        if sealed[:_KEY_ID_BYTES] != self.key_id.encode():
            raise KeyringError(f"a secret in {place} was sealed with another master key")
        try:
            return self._cipher().decrypt(sealed[_KEY_ID_BYTES:head], sealed[head:], place.encode())
        except InvalidTag:
            raise KeyringError(f"a secret in {place} is not what was sealed there") from None

    def _cipher(self) -> AESGCM:
        return AESGCM(hmac.digest(self._key, b"seal", "sha256"))

    def signed(self, payload: bytes, signature: str) -> bool:
        """Whether this key signed the payload so."""
        return hmac.compare_digest(self.sign(payload), signature)


def open_keyring(path: Path, *, create: bool) -> Keyring:
    """Load the master key; make it, mode 0600, when `create` and it is absent. Raises KeyringError."""
    try:
        if create and not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(path, secrets.token_bytes(_KEY_BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise KeyringError(f"cannot read the master key {path}: {error.strerror}") from error
    if len(key) != _KEY_BYTES:
        raise KeyringError(f"the master key {path} must be {_KEY_BYTES} bytes, it has {len(key)}")
    return Keyring(hashlib.sha256(b"pinkas key id\0" + key).hexdigest()[:16], key)


def _write_new(path: Path, key: bytes) -> None:
    """Write the key so that no half of it is ever seen and nobody else may read it."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass  # another process was first; its key is the one that counts
    finally:
        temporary.unlink()
