"""Signatures: a certificate, who signs with it, and where an installation's and a business's own are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

#: What the law calls the signature (bookkeeping rules, section 18ב): with a merely secured one, the payment must be by
#: card, crossed cheque or transfer.
SignatureLevel = Literal["secured", "approved"]

SIGNATURE_LEVELS: Final[tuple[SignatureLevel, ...]] = ("secured", "approved")


class UnusableCertificate(Exception):
    """A certificate or its key cannot be used; the reason completes "the certificate (or its password) ..."."""

    def __init__(self, part: Literal["certificate", "password"], reason: str) -> None:
        super().__init__(reason)
        self.part: Literal["certificate", "password"] = part
        self.reason = reason


class SigningFailed(Exception):
    """A signature could not be made now: a token or a time-stamping authority did not do its part. May pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Whose signature it is, who vouches for it, from when until when; `fingerprint` is SHA-256, in hex.

    One made for trying (`demo`) says so itself; what is signed with it bears a mark.
    """

    subject: str
    issuer: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    fingerprint: str
    demo: bool = False

    def unusable_at(self, now: dt.datetime) -> str | None:
        """Why nothing can be signed with it at `now`, completing "the certificate ..."; None when it can."""
        if now < self.valid_from:
            return f"is valid only from {self.valid_from:%Y-%m-%d}"
        if now > self.valid_until:
            return f"expired on {self.valid_until:%Y-%m-%d}"
        return None


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A certificate with its private key, as PKCS#12 or PEM, and the password it is locked with."""

    data: bytes = field(repr=False)
    password: str | None = field(default=None, repr=False)


class Signer(Protocol):
    """Signs with one certificate, whose key is loaded and kept."""

    @property
    def certificate(self) -> Certificate:
        """What it signs with."""

    @property
    def level(self) -> SignatureLevel:
        """What the law calls its signature."""

    async def sign(self, pdf: bytes, *, at: dt.datetime) -> bytes:
        """The PDF with a signature (PAdES) that covers all of it; `at` is when. Raises SigningFailed."""


class Signatures(Protocol):
    """Opens signers; each is opened once and kept."""

    async def installed(self) -> Signer | None:
        """The installation's own, for businesses without one. Raises UnusableCertificate, SigningFailed."""

    async def of_file(self, file: KeyFile, level: SignatureLevel) -> Signer:
        """A business's own. Raises UnusableCertificate."""


class NoSignatures:
    """An installation where nothing can be signed."""

    async def installed(self) -> Signer | None:
        """None."""
        return None

    async def of_file(self, file: KeyFile, level: SignatureLevel) -> Signer:
        """Refused."""
        del file, level
        raise UnusableCertificate("certificate", "cannot be used: this installation signs nothing")
