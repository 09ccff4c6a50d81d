"""Certificates and their keys, read from PKCS#12 or PEM; and one made here, for trying."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from pinkas.actions.ports import Certificate, KeyFile, UnusableCertificate

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

#: The unit that a certificate made for trying names; whoever finds it marks what is signed with it.
DEMO_UNIT: Final = "Pinkas demo signature - not a legal signature"
LEAST_RSA_BITS: Final = 2048
_PEM: Final = b"-----BEGIN "
_SHORT_NAMES: Final = {
    NameOID.EMAIL_ADDRESS: "E", NameOID.SERIAL_NUMBER: "SERIALNUMBER", NameOID.ORGANIZATION_IDENTIFIER: "ORGID",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate with its private key, and the certificates between it and its root."""

    key: PrivateKey = field(repr=False)
    leaf: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


def read_key_file(file: KeyFile) -> KeyPair:
    """The certificate and key of a PKCS#12 or PEM file. Raises UnusableCertificate."""
    key, leaf, chain = _from_pem(file) if file.data.lstrip().startswith(_PEM) else _from_pkcs12(file)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UnusableCertificate("certificate", "must have an RSA or an elliptic-curve key")
    check_leaf(leaf)
    return KeyPair(key, leaf, chain)


def check_leaf(leaf: x509.Certificate) -> None:
    """Refuse a certificate that no reader would take for a signature's. Raises UnusableCertificate."""
    public = leaf.public_key()
    if isinstance(public, rsa.RSAPublicKey) and public.key_size < LEAST_RSA_BITS:
        raise UnusableCertificate(
            "certificate", f"has an RSA key of {public.key_size} bits; {LEAST_RSA_BITS} is the least"
        )
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise UnusableCertificate("certificate", "is not meant for signing: its key usage names no signature")


def told(leaf: x509.Certificate) -> Certificate:
    """What is said of a certificate."""
    return Certificate(
        subject=leaf.subject.rfc4514_string(_SHORT_NAMES),
        issuer=leaf.issuer.rfc4514_string(_SHORT_NAMES),
        valid_from=leaf.not_valid_before_utc,
        valid_until=leaf.not_valid_after_utc,
        fingerprint=leaf.fingerprint(hashes.SHA256()).hex(),
        demo=any(
            name.value == DEMO_UNIT for name in leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
        ),
    )


def make_demo_key_file(
    name: str, *, now: dt.datetime, password: str | None = None, days: int = 3650, key: PrivateKey | None = None
) -> KeyFile:
    """A certificate that vouches for itself and says that it is for trying, as PKCS#12, valid for `days` from `now`.

    Its key is the one given, else a new one on an elliptic curve (P-256).
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, DEMO_UNIT),
        x509.NameAttribute(NameOID.COMMON_NAME, f"DEMO {name}"[:64]),
    ])  # fmt: skip
    leaf = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A day early: the clocks of those who read it may be behind.
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signing_only(), critical=True)
        .sign(key, hashes.SHA256())
    )
    locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password is not None:
        locked = serialization.BestAvailableEncryption(password.encode())
    return KeyFile(pkcs12.serialize_key_and_certificates(b"demo", key, leaf, None, locked), password)


def _signing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _from_pkcs12(file: KeyFile) -> tuple[object, x509.Certificate, tuple[x509.Certificate, ...]]:
    password = None if file.password is None else file.password.encode()
    try:
        key, leaf, others = pkcs12.load_key_and_certificates(file.data, password)
    except ValueError as error:
        if "password" in str(error).lower():
            raise UnusableCertificate("password", "does not open the certificate") from None
        raise UnusableCertificate("certificate", "is neither PKCS#12 nor PEM") from None
    if key is None or leaf is None:
        raise UnusableCertificate("certificate", "must hold a certificate together with its private key")
    return key, leaf, tuple(others)


def _from_pem(file: KeyFile) -> tuple[object, x509.Certificate, tuple[x509.Certificate, ...]]:
    password = None if file.password is None else file.password.encode()
    try:
        found = x509.load_pem_x509_certificates(file.data)
    except ValueError:
        raise UnusableCertificate("certificate", "must hold a certificate together with its private key") from None
    try:
        key = serialization.load_pem_private_key(file.data, password)
    except TypeError:
        wrong = "is needed: the key is locked" if password is None else "must be left out: the key is not locked"
        raise UnusableCertificate("password", wrong) from None
    except ValueError as error:
        if password is not None and "decrypt" in str(error).lower():
            raise UnusableCertificate("password", "does not open the key") from None
        raise UnusableCertificate("certificate", "must hold a certificate together with its private key") from None
    leaf = _leaf_of(key.public_key().public_bytes(*_DER), found)
    return key, leaf, tuple(one for one in found if one is not leaf)


_DER: Final = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _leaf_of(public: bytes, found: Iterable[x509.Certificate]) -> x509.Certificate:
    """The certificate of this key among those of a chain."""
    for one in found:
        if one.public_key().public_bytes(*_DER) == public:
            return one
    raise UnusableCertificate("certificate", "does not belong to the private key beside it")
