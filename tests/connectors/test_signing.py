"""Signatures made with certificates from files and tokens, stamped or not, and certificates that cannot sign."""

from __future__ import annotations

import asyncio
import datetime as dt
import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pinkas.actions.ports import KeyFile, SigningFailed, UnusableCertificate
from pinkas.connectors.signing import SigningRoad, Token, make_demo_key_file
from pinkas.connectors.signing.certificates import read_key_file
from pinkas.paper import render
from pinkas.shell.checks import look_at_signature
from pinkas.shell.config import SettingsError, load
from pinkas.testing.signed import signed_part
from tests.connectors.signatures import holds, openssl_says, signed_at
from tests.paper.sheets import invoice

NOW = dt.datetime(2026, 8, 4, 9, 30, tzinfo=dt.UTC)
SOFTHSM = (
    next((path for path in Path("/usr").glob("lib*/**/libsofthsm2.so")), None)
    if shutil.which("softhsm2-util")
    else None
)


@cache
def paper() -> bytes:
    return render(invoice(computerised=True), "he")


def certify(
    key: Any, *, usage: x509.KeyUsage | None = None, purpose: x509.ObjectIdentifier | None = None
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Alon Carpentry Ltd."),
                      x509.NameAttribute(NameOID.SERIAL_NUMBER, "514000008")])  # fmt: skip
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=1)).not_valid_after(NOW + dt.timedelta(days=365))
    )  # fmt: skip
    if usage is not None:
        made = made.add_extension(usage, critical=True)
    if purpose is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return made.sign(key, hashes.SHA256())


def pem(key: Any, leaf: x509.Certificate, password: str | None = None) -> KeyFile:
    locked: Any = serialization.NoEncryption()
    if password is not None:
        locked = serialization.BestAvailableEncryption(password.encode())
    key_text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    return KeyFile(key_text + leaf.public_bytes(serialization.Encoding.PEM), password)


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def sign(file: KeyFile, **road: Any) -> bytes:
    async def run() -> bytes:
        signer = await SigningRoad(**road).open().of_file(file, "secured")
        return await signer.sign(paper(), at=NOW)

    return asyncio.run(run())


def test_a_paper_is_signed_whole_and_stays_archivable() -> None:
    file = make_demo_key_file("Alon", now=NOW, password="s3cret")

    signed = sign(file)

    assert signed.startswith(paper())  # appended: what was there keeps its bytes
    assert holds(signed, read_key_file(file).leaf)
    appended = signed[len(paper()) :]
    assert b"/ETSI.CAdES.detached" in appended
    assert signed_at(signed) == NOW  # the time it was told, not the machine's
    assert b"/F 132" in appended  # the field is printed and locked, as PDF/A asks; it takes no room
    assert b"/Type /Metadata" not in appended  # what makes it PDF/A is left as it was
    assert b"/ModDate" not in appended
    assert len(pypdfium2.PdfDocument(signed)) == len(pypdfium2.PdfDocument(paper()))


def test_a_changed_byte_breaks_it() -> None:
    file = make_demo_key_file("Alon", now=NOW)
    signed = bytearray(sign(file))
    signed[1000] ^= 1
    assert openssl_says(bytes(signed), read_key_file(file).leaf) == "CMS Verification failure"


@pytest.mark.parametrize("password", [None, "s3cret"])
def test_an_rsa_key_as_pem(password: str | None) -> None:
    leaf = certify(rsa_key())
    assert holds(sign(pem(rsa_key(), leaf, password)), leaf)


def test_the_certificates_between_it_and_its_root_go_along() -> None:
    root_key, leaf_key = rsa_key(), ec.generate_private_key(ec.SECP384R1())
    long_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority " + "x" * 50)] * 4)
    leaf = (
        x509.CertificateBuilder().subject_name(certify(leaf_key).subject).issuer_name(long_name)
        .public_key(leaf_key.public_key()).serial_number(7)
        .not_valid_before(NOW).not_valid_after(NOW + dt.timedelta(days=1)).sign(root_key, hashes.SHA256())
    )  # fmt: skip
    chain = certify(root_key)
    file = pem(leaf_key, leaf)
    signed = sign(KeyFile(file.data + chain.public_bytes(serialization.Encoding.PEM)))
    content = cms.ContentInfo.load(signed_part(signed).container)["content"]
    assert {one.chosen.serial_number for one in content["certificates"]} == {7, chain.serial_number}


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=False, key_encipherment=not signs, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def unusable() -> Iterator[tuple[KeyFile, str, str]]:
    good = make_demo_key_file("Alon", now=NOW, password="s3cret")
    yield KeyFile(good.data, "wrong"), "password", "does not open the certificate"
    yield KeyFile(good.data, None), "password", "does not open the certificate"
    yield KeyFile(b"MZ\x90"), "certificate", "is neither PKCS#12 nor PEM"
    leaf, other = certify(rsa_key()), ec.generate_private_key(ec.SECP256R1())
    yield pem(other, leaf), "certificate", "does not belong to the private key beside it"
    locked = pem(rsa_key(), leaf, "s3cret")
    yield KeyFile(locked.data, "wrong"), "password", "does not open the key"
    yield KeyFile(locked.data, None), "password", "is needed: the key is locked"
    yield (
        KeyFile(leaf.public_bytes(serialization.Encoding.PEM)),
        "certificate",
        "must hold a certificate together with its private key",
    )
    encrypting = certify(rsa_key(), usage=_usage(signs=False))
    yield pem(rsa_key(), encrypting), "certificate", "is not meant for signing: its key usage names no signature"
    short = rsa.generate_private_key(65537, 1024)  # noqa: S505 - too short on purpose
    yield pem(short, certify(short)), "certificate", "has an RSA key of 1024 bits; 2048 is the least"


def test_what_cannot_sign_is_refused_in_words() -> None:
    for file, part, reason in unusable():
        with pytest.raises(UnusableCertificate) as refused:
            read_key_file(file)
        assert (refused.value.part, refused.value.reason) == (part, reason)


def test_a_key_is_loaded_once_and_kept() -> None:
    file = make_demo_key_file("Alon", now=NOW)

    async def run() -> bool:
        kept = SigningRoad().open()
        return await kept.of_file(file, "secured") is await kept.of_file(file, "secured")

    assert asyncio.run(run())


def test_an_installation_without_a_certificate_and_with_one_that_is_gone(tmp_path: Path) -> None:
    assert asyncio.run(SigningRoad().open().installed()) is None
    gone = SigningRoad(certificate=tmp_path / "gone.p12")
    with pytest.raises(UnusableCertificate, match=r"cannot be read: .*gone\.p12: No such file"):
        asyncio.run(gone.open().installed())
    file = make_demo_key_file("Alon", now=NOW, password="s3cret")
    (tmp_path / "own.p12").write_bytes(file.data)
    road = SigningRoad(certificate=tmp_path / "own.p12", password="s3cret", level="approved")
    signer = asyncio.run(SigningRoad.from_plain(road.to_plain()).open().installed())
    assert signer is not None
    assert (signer.level, signer.certificate.demo) == ("approved", True)
    assert signer.certificate.subject == "CN=DEMO Alon,OU=Pinkas demo signature - not a legal signature"
    assert "s3cret" not in repr(road)


# --- stamped --------------------------------------------------------------------------------------------------------


class _Authority(http.server.BaseHTTPRequestHandler):
    """A time-stamping authority, as far as RFC 3161 goes."""

    stamper: Any = None

    def do_POST(self) -> None:
        from asn1crypto import tsp  # noqa: PLC0415 - beside the stand-in that needs it

        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.stamper.request_tsa_response(asked).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def authority() -> Iterator[str]:
    from asn1crypto import keys  # noqa: PLC0415 - beside the stand-in that needs it
    from asn1crypto import x509 as asn1  # noqa: PLC0415
    from pyhanko.sign.timestamps import DummyTimeStamper  # noqa: PLC0415

    leaf = certify(rsa_key(), purpose=ExtendedKeyUsageOID.TIME_STAMPING)
    plain = rsa_key().private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _Authority.stamper = DummyTimeStamper(
        asn1.Certificate.load(leaf.public_bytes(serialization.Encoding.DER)), keys.PrivateKeyInfo.load(plain),
        fixed_dt=NOW,
    )  # fmt: skip
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Authority)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/tsa"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_time_is_stamped_by_an_authority(authority: str) -> None:
    file = make_demo_key_file("Alon", now=NOW)

    signed = sign(file, timestamp_url=authority)

    assert holds(signed, read_key_file(file).leaf)
    (info,) = cms.ContentInfo.load(signed_part(signed).container)["content"]["signer_infos"]
    (stamp,) = info["unsigned_attrs"]
    assert stamp["type"].native == "signature_time_stamp_token"
    assert stamp["values"][0]["content"]["encap_content_info"]["content"].parsed["gen_time"].native == NOW


def test_an_authority_that_is_away_leaves_nothing_signed() -> None:
    with pytest.raises(SigningFailed, match="the time-stamping authority did not stamp it: ConnectError"):
        sign(make_demo_key_file("Alon", now=NOW), timestamp_url="http://127.0.0.1:1/tsa")


# --- tokens ---------------------------------------------------------------------------------------------------------


def test_a_token_without_the_part_that_reads_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    road = SigningRoad(token=Token(library="/usr/lib/token.so", token="shop", pin="1234", key="sign"))
    with pytest.raises(UnusableCertificate, match=r"install pinkas\[pkcs11\]"):
        asyncio.run(road.open().installed())
    assert "1234" not in repr(road)


def test_a_key_that_never_leaves_its_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed: signing with a token is not tried")
    if SOFTHSM is None:
        pytest.skip("SoftHSM is not installed: signing with a token is not tried")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    subprocess.run(
        [shutil.which("softhsm2-util") or "", "--init-token", "--free", "--label", "shop",
         "--pin", "1234", "--so-pin", "4321"],
        check=True, capture_output=True,
    )  # fmt: skip
    leaf = certify(rsa_key())
    _put_into(SOFTHSM, leaf)
    road = SigningRoad(token=Token(library=str(SOFTHSM), token="shop", pin="1234", key="sign"))

    async def run() -> bytes:
        signer = await road.open().installed()
        assert signer is not None
        return await signer.sign(paper(), at=NOW)

    assert holds(asyncio.run(run()), leaf)


def _put_into(library: Path, leaf: x509.Certificate) -> None:
    import pkcs11  # noqa: PLC0415 - optional
    from pkcs11.util.rsa import decode_rsa_private_key  # noqa: PLC0415

    plain = rsa_key().private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    der = leaf.public_bytes(serialization.Encoding.DER)
    token = pkcs11.lib(str(library)).get_token(token_label="shop")
    with token.open(rw=True, user_pin="1234") as session:
        session.create_object({
            **decode_rsa_private_key(plain), pkcs11.Attribute.LABEL: "sign", pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.SIGN: True,
        })  # fmt: skip
        session.create_object({
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509, pkcs11.Attribute.LABEL: "sign",
            pkcs11.Attribute.SUBJECT: leaf.subject.public_bytes(), pkcs11.Attribute.VALUE: der,
        })  # fmt: skip


# --- settings -------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment away from any pinkas.toml."""
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_a_worker_is_told_the_same_road(told: pytest.MonkeyPatch) -> None:
    assert load().signing_road == SigningRoad()
    for name, value in {"LIBRARY": "/usr/lib/token.so", "TOKEN": "shop", "PIN": "1234", "KEY": "sign"}.items():
        told.setenv(f"PINKAS_SIGN_PKCS11_{name}", value)
    told.setenv("PINKAS_SIGN_TIMESTAMP_URL", "https://tsa.example/")
    told.setenv("PINKAS_SIGN_LEVEL", "approved")
    road = load().signing_road
    assert road.token == Token(library="/usr/lib/token.so", token="shop", pin="1234", key="sign")
    assert (road.timestamp_url, road.level) == ("https://tsa.example/", "approved")
    assert SigningRoad.from_plain(json.loads(json.dumps(road.to_plain()))) == road
    assert "1234" not in repr(load()) + repr(road)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PASSWORD": "x"}, "PINKAS_SIGN_PASSWORD is set but PINKAS_SIGN_CERTIFICATE is not."),
        ({"PKCS11_PIN": "1"}, "PINKAS_SIGN_PKCS11_PIN is set but PINKAS_SIGN_PKCS11_LIBRARY is not."),
        (
            {"PKCS11_TOKEN": "shop"},
            "PINKAS_SIGN_PKCS11_LIBRARY, PINKAS_SIGN_PKCS11_TOKEN and PINKAS_SIGN_PKCS11_KEY must be set together.",
        ),
        (
            {"CERTIFICATE": "a.p12", "PKCS11_LIBRARY": "l", "PKCS11_TOKEN": "t", "PKCS11_KEY": "k"},
            "PINKAS_SIGN_CERTIFICATE and PINKAS_SIGN_PKCS11_LIBRARY cannot both be set.",
        ),
        ({"LEVEL": "best"}, "PINKAS_SIGN_LEVEL cannot be used: Input should be 'secured' or 'approved'."),
    ],
)
def test_settings_that_contradict_each_other(told: pytest.MonkeyPatch, settings: dict[str, str], sentence: str) -> None:
    for name, value in settings.items():
        told.setenv(f"PINKAS_SIGN_{name}", value)
    with pytest.raises(SettingsError) as refused:
        load()
    assert str(refused.value) == sentence


def test_the_doctor_looks_at_the_certificate(told: pytest.MonkeyPatch, tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)

    def seen(days: int, *, from_now: dt.timedelta = dt.timedelta()) -> tuple[bool, str]:
        file = make_demo_key_file("Alon", now=now + from_now, days=days)
        (tmp_path / "own.p12").write_bytes(file.data)
        check = look_at_signature(load())
        return check.well, check.seen

    told.setenv("PINKAS_SIGN_CERTIFICATE", str(tmp_path / "own.p12"))
    until = f"{now + dt.timedelta(days=100):%Y-%m-%d}"
    subject = "CN=DEMO Alon,OU=Pinkas demo signature - not a legal signature"
    assert seen(100) == (True, f"{subject}, valid until {until}")
    assert seen(10)[1].endswith(": renew it")
    gone = f"{now - dt.timedelta(days=5):%Y-%m-%d}"
    assert seen(5, from_now=dt.timedelta(days=-10)) == (
        False,
        f"nothing can be signed: the certificate expired on {gone}",
    )
    told.setenv("PINKAS_SIGN_PASSWORD", "x")
    (tmp_path / "own.p12").write_bytes(b"nothing")
    assert look_at_signature(load()).seen == "nothing can be signed: the certificate is neither PKCS#12 nor PEM"
