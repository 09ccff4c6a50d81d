"""PAdES: the signature in the PDF. Only this module and `tokens` know pyHanko, loaded once something is signed."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from typing import Any, Final

import httpx2
from asn1crypto import tsp  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pinkas.actions.ports import SigningFailed
from pinkas.connectors.signing.certificates import KeyPair

_DIGEST: Final = "sha256"
_FIELD: Final = "Signature1"
#: What a signature holds beside certificates, issuer and the bare signature: some 450 bytes.
_OVERHEAD_BYTES: Final = 1024
_TIMEOUT_S: Final = 15.0
_REPLY_BYTES_MAX: Final = 64 << 10


class KeptKey(signers.Signer):
    """Signs with a key that stays loaded: parsing and proving it anew takes four times as long as signing."""

    def __init__(self, pair: KeyPair) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple([as_asn1(one) for one in pair.chain])
        super().__init__(signing_cert=as_asn1(pair.leaf), cert_registry=registry)
        self._key = pair.key
        certificates = sum(len(one.public_bytes(Encoding.DER)) for one in (pair.leaf, *pair.chain))
        room = certificates + len(pair.leaf.issuer.public_bytes()) + self._key.key_size // 4 + _OVERHEAD_BYTES
        #: How many hexadecimal digits to leave for the signature: found by a rehearsal, it would cost as much again.
        self.digits = 2 * room

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko calls it so
        """The signature of `data`; in a rehearsal, as many bytes."""
        if digest_algorithm != _DIGEST:
            raise SigningError(f"unexpected digest {digest_algorithm}")
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            # Two numbers as long as the key, in DER.
            return bytes(self._key.key_size // 4 + 16) if dry_run else self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        return bytes(self._key.key_size // 8) if dry_run else self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class Stamper(TimeStamper):
    """A time-stamping authority (RFC 3161), asked over HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One question and its answer. Raises TimestampRequestError."""
        headers = {"content-type": "application/timestamp-query", "accept": "application/timestamp-reply"}
        try:
            async with httpx2.AsyncClient(timeout=_TIMEOUT_S, follow_redirects=False) as client:
                answer = await client.post(self._url, content=req.dump(), headers=headers)
            if answer.status_code != httpx2.codes.OK or len(answer.content) > _REPLY_BYTES_MAX:
                raise TimestampRequestError(f"it answered {answer.status_code}")
            return tsp.TimeStampResp.load(answer.content, strict=True)
        except httpx2.HTTPError as error:
            raise TimestampRequestError(type(error).__name__) from error
        except ValueError as error:
            raise TimestampRequestError("its answer is no time stamp") from error


class _Appending(IncrementalPdfFileWriter):
    """Appends the signature and nothing else: what the paper says of itself (title, dates, PDF/A) stays as it is."""

    def _update_meta(self) -> None:
        """Not by us: pyHanko would name itself and the machine's clock, and write the PDF/A metadata anew."""


class _Dated(signers.PdfSigner):
    """Signs at a given instant: our clock is not the machine's."""

    def __init__(self, signer: signers.Signer, stamper: Stamper | None, at: dt.datetime) -> None:
        form = signers.PdfSignatureMetadata(field_name=_FIELD, md_algorithm=_DIGEST, subfilter=SigSeedSubFilter.PADES)
        super().__init__(form, signer, timestamper=stamper)
        self._at = at

    def init_signing_session(self, *said: Any, **named: Any) -> PdfSigningSession:
        """The session, at our instant."""
        session = super().init_signing_session(*said, **named)
        session.system_time = self._at
        return session


def sign_pdf(pdf: bytes, signer: signers.Signer, stamper: Stamper | None, at: dt.datetime) -> bytes:
    """The PDF with an invisible signature that covers all of it, appended: what was there keeps its bytes.

    Runs in a thread without an event loop. Raises SigningFailed.
    """
    try:
        writer = _Appending(io.BytesIO(pdf))
        digits = signer.digits if isinstance(signer, KeptKey) and stamper is None else None
        signed = asyncio.run(_Dated(signer, stamper, at).async_sign_pdf(writer, bytes_reserved=digits))
    except TimestampRequestError as error:
        raise SigningFailed(f"the time-stamping authority did not stamp it: {error}") from error
    except (SigningError, PdfError, ValueError) as error:
        raise SigningFailed(f"the signature could not be made: {type(error).__name__}") from error
    assert isinstance(signed, io.BytesIO)  # noqa: S101 - where no output is given, this is what it writes to
    return signed.getvalue()


def as_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """The certificate in pyHanko's terms."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
