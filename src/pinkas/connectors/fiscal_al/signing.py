"""Signatures of the business: of an invoice's facts, and of a message (XML signature, enveloped, RSA with SHA-256)."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from pinkas.actions.ports import KeyFile, UnusableCertificate
from pinkas.connectors.fiscal_al.xml import element
from pinkas.connectors.signing.certificates import KeyPair, read_key_file

_DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_RSA: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
#: The id that a signed message bears.
MESSAGE_ID: Final = "Request"
_KEPT: Final = 32


@lru_cache(_KEPT)
def key_pair(data: bytes, password: str | None) -> KeyPair:
    """Certificate and key of a file; opening one costs a good while. Raises UnusableCertificate."""
    pair = read_key_file(KeyFile(data, password))
    if not isinstance(pair.key, rsa.RSAPrivateKey):
        raise UnusableCertificate("certificate", "must have an RSA key")
    return pair


def sign_bytes(key_file: KeyFile, data: bytes) -> bytes:
    """The signature (RSA PKCS#1 v1.5, SHA-256). Raises UnusableCertificate."""
    key = key_pair(key_file.data, key_file.password).key
    if not isinstance(key, rsa.RSAPrivateKey):
        raise UnusableCertificate("certificate", "must have an RSA key")
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def signed_message(name: str, namespace: str, version: str, inside: str, key_file: KeyFile) -> str:
    """A message with its signature as its last element. Raises UnusableCertificate."""
    said: dict[str, object | None] = {"Id": MESSAGE_ID, "Version": version}
    message = element(name, said, inside, namespace=namespace)
    digest = base64.b64encode(hashlib.sha256(message.encode()).digest()).decode()
    info = _signed_info(digest)
    # Within the signature its namespace is in force already; alone, as it is signed, the element names it itself.
    signed = element("SignedInfo", None, info, namespace=_DSIG).encode()
    signature = base64.b64encode(sign_bytes(key_file, signed)).decode()
    leaf = key_pair(key_file.data, key_file.password).leaf
    certificate = base64.b64encode(leaf.public_bytes(Encoding.DER)).decode()
    seal = element(
        "Signature",
        None,
        element("SignedInfo", None, info),
        element("SignatureValue", None, signature),
        element("KeyInfo", None, element("X509Data", None, element("X509Certificate", None, certificate))),
        namespace=_DSIG,
    )
    return element(name, said, inside, seal, namespace=namespace)


def _signed_info(digest: str) -> str:
    transforms = [element("Transform", {"Algorithm": algorithm}) for algorithm in (_ENVELOPED, _EXCLUSIVE)]
    return "".join((
        element("CanonicalizationMethod", {"Algorithm": _EXCLUSIVE}),
        element("SignatureMethod", {"Algorithm": _RSA}),
        element(
            "Reference",
            {"URI": f"#{MESSAGE_ID}"},
            element("Transforms", None, *transforms),
            element("DigestMethod", {"Algorithm": _SHA256}),
            element("DigestValue", None, digest),
        ),
    ))  # fmt: skip
