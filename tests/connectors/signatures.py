"""Whether a signature holds, asked of readers that did not make it."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from pinkas.testing.signed import signed_part

OPENSSL = shutil.which("openssl")


def openssl_says(pdf: bytes, leaf: x509.Certificate) -> str:
    """What `openssl cms -verify` says of the signature, given the one certificate to trust."""
    assert OPENSSL is not None
    part = signed_part(pdf)
    assert part.whole
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "covered").write_bytes(part.covered)
        (place / "container").write_bytes(part.container)
        (place / "leaf.pem").write_bytes(leaf.public_bytes(Encoding.PEM))
        done = subprocess.run(
            [OPENSSL, "cms", "-verify", "-binary", "-inform", "DER", "-in", place / "container", "-content",
             place / "covered", "-CAfile", place / "leaf.pem", "-purpose", "any", "-no_check_time",
             "-out", "/dev/null"],
            capture_output=True, check=False, text=True,
        )  # fmt: skip
    return done.stderr.strip().splitlines()[0]


def holds(pdf: bytes, leaf: x509.Certificate) -> bool:
    """Both readers agree that the signature holds, and that it covers the whole file."""
    by_openssl = "successful" in openssl_says(pdf, leaf)
    reader = PdfFileReader(io.BytesIO(pdf))
    (signature,) = reader.embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[signature.signer_cert]))
    by_pyhanko = status.intact and status.valid and status.trusted and status.coverage.name == "ENTIRE_FILE"
    assert by_openssl == by_pyhanko
    return bool(by_openssl)


def signed_at(pdf: bytes) -> dt.datetime:
    """When the signature says that it was made."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    found: dt.datetime = signature.self_reported_timestamp
    return found
