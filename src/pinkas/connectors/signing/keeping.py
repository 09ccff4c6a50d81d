"""Signers, opened once and kept; signing goes on in threads of its own, so that an event loop is never held up."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pinkas.actions.ports import Certificate, KeyFile, SignatureLevel, Signer, SigningFailed, UnusableCertificate
from pinkas.connectors.signing.certificates import KeyPair, read_key_file, told
from pinkas.connectors.signing.tokens import OpenToken, Token, open_token

if TYPE_CHECKING:
    from pinkas.connectors.signing.pades import Stamper

T = TypeVar("T")

THREADS_MAX: Final = 4
WAITING_MAX: Final = 64
#: Businesses' own signers that are kept open; the one that signed least lately goes.
KEPT_MAX: Final = 64
_FILE_BYTES_MAX: Final = 256 << 10

_places = threading.BoundedSemaphore(WAITING_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningRoad:
    """What an installation signs with, if with anything: a file or a token, and an authority that stamps the time."""

    certificate: Path | None = None
    password: str | None = field(default=None, repr=False)
    token: Token | None = None
    timestamp_url: str | None = None
    level: SignatureLevel = "secured"

    def open(self) -> KeptSignatures:
        """The signers; nothing is read before something is to be signed."""
        return KeptSignatures(self)

    def to_plain(self) -> dict[str, Any]:
        """The road as plain JSON, the password and the PIN included: for a worker's private ears only."""
        return {**asdict(self), "certificate": None if self.certificate is None else str(self.certificate)}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> SigningRoad:
        """The road that `to_plain` told."""
        certificate, token = plain["certificate"], plain["token"]
        return cls(**{
            **plain,
            "certificate": None if certificate is None else Path(certificate),
            "token": None if token is None else Token(**token),
        })  # fmt: skip


class KeptSigner:
    """A certificate, and what signs for it once it is first asked to: a loaded key, or a token."""

    def __init__(
        self, certificate: Certificate, level: SignatureLevel, opened: KeyPair | OpenToken, timestamp_url: str | None
    ) -> None:
        self.certificate = certificate
        self.level = level
        self._opened = opened
        self._timestamp_url = timestamp_url
        self._ready: tuple[Any, Stamper | None] | None = None
        #: The token is gone, and must be opened anew.
        self.lost = False
        #: A token takes one signature at a time; a key is made ready once.
        self._alone = threading.Lock()

    async def sign(self, pdf: bytes, *, at: dt.datetime) -> bytes:
        """The PDF with a signature (PAdES) that covers all of it. Raises SigningFailed."""
        return await _off_loop(lambda: self._sign(pdf, at))

    def _sign(self, pdf: bytes, at: dt.datetime) -> bytes:
        from pinkas.connectors.signing.pades import (  # noqa: PLC0415 - half a second and 30 MB, for those who sign
            KeptKey,
            Stamper,
            sign_pdf,
        )

        with self._alone:
            if self._ready is None:
                signer = KeptKey(self._opened) if isinstance(self._opened, KeyPair) else self._opened.signer
                self._ready = (signer, None if self._timestamp_url is None else Stamper(self._timestamp_url))
            if isinstance(self._opened, OpenToken):
                try:
                    return sign_pdf(pdf, *self._ready, at)
                except SigningFailed:
                    raise
                except Exception as error:  # the token's library is its maker's own, and so are its faults
                    self.lost = True
                    self._opened.close()
                    raise SigningFailed(f"the token did not sign it: {type(error).__name__}") from error
        return sign_pdf(pdf, *self._ready, at)


class KeptSignatures:
    """The signers of an installation and of its businesses."""

    def __init__(self, road: SigningRoad) -> None:
        self._road = road
        self._own: KeptSigner | None = None
        self._of_businesses: OrderedDict[bytes, Signer] = OrderedDict()

    async def installed(self) -> Signer | None:
        """The installation's own, for businesses without one. Raises UnusableCertificate, SigningFailed."""
        road = self._road
        if self._own is not None and self._own.lost:
            self._own = None
        if self._own is None and (road.certificate is not None or road.token is not None):
            # What could not be opened is tried again the next time: a token may have been pulled.
            self._own = await _off_loop(lambda: _open(road))
        return self._own

    async def of_file(self, file: KeyFile, level: SignatureLevel) -> Signer:
        """A business's own, stamped by the installation's authority. Raises UnusableCertificate."""
        if len(file.data) > _FILE_BYTES_MAX:
            raise UnusableCertificate("certificate", f"must be at most {_FILE_BYTES_MAX >> 10} KB")
        password = (file.password or "").encode()
        name = hashlib.sha256(b"".join((level.encode(), b"\0", password, b"\0", file.data))).digest()
        kept = self._of_businesses.pop(name, None)
        if kept is None:
            kept = await _off_loop(lambda: _of_file(file, level, self._road.timestamp_url))
        self._of_businesses[name] = kept
        while len(self._of_businesses) > KEPT_MAX:
            self._of_businesses.popitem(last=False)
        return kept


def _open(road: SigningRoad) -> KeptSigner:
    if road.token is not None:
        opened = open_token(road.token)
        return KeptSigner(told(opened.leaf), road.level, opened, road.timestamp_url)
    assert road.certificate is not None  # noqa: S101 - whoever calls has looked
    try:
        data = road.certificate.read_bytes()
    except OSError as error:
        raise UnusableCertificate(
            "certificate", f"cannot be read: {road.certificate}: {error.strerror or error}"
        ) from error
    return _of_file(KeyFile(data, road.password), road.level, road.timestamp_url)


def _of_file(file: KeyFile, level: SignatureLevel, timestamp_url: str | None) -> KeptSigner:
    pair = read_key_file(file)
    return KeptSigner(told(pair.leaf), level, pair, timestamp_url)


async def _off_loop(work: Callable[[], T]) -> T:
    if not _places.acquire(blocking=False):
        raise SigningFailed(f"more than {WAITING_MAX} documents wait to be signed")
    try:
        running = _threads().submit(work)
    except BaseException:
        _places.release()
        raise
    running.add_done_callback(lambda _: _places.release())
    return await asyncio.wrap_future(running)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(THREADS_MAX, os.cpu_count() or 1), thread_name_prefix="signing")
