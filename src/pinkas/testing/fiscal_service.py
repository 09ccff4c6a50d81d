"""A stand-in for the Albanian tax administration's services: stateful, local, and as strict as what is known of them.

It registers invoices (FIC) and electronic invoices (EIC), verifies every signature, tells of electronic invoices by the
side the asker is on with their papers, and fails by name when it is told to. Nothing that ships needs it: point
PINKAS_FISCAL_AL_URL at it to try out Albanian sales.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from xml.etree import ElementTree as ET

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

#: What it can be made to do with the next message, by name: take it and answer late, take it and hang up, hang up
#: without having looked, fail after a look, be too busy to look; `refuse:<code>` refuses it with that code.
FAULTS: Final = ("late", "lost", "deaf", "broken", "busy")
_MESSAGE: Final = re.compile(r"<(Register(?:Invoice|Einvoice)Request|GetEinvoicesRequest)\b.*</\1>", re.DOTALL)
_SIGNATURE: Final = re.compile(r"<Signature xmlns=.*</Signature>", re.DOTALL)
_SIGNED_INFO: Final = re.compile(r"<SignedInfo>(.*)</SignedInfo>", re.DOTALL)
_DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_IIC: Final = re.compile("[0-9A-F]{32}")
_FAULT_TEXTS: Final = {
    "10": "the message is not signed as it must be", "11": "the schema is not followed", "20": "the IIC is not valid",
    "21": "a cash invoice needs a TCR code", "22": "the totals do not add up", "23": "the invoice number is not valid",
    "24": "the corrected invoice is unknown", "30": "the operator is not known", "40": "the invoice is not fiscalised",
    "41": "the buyer has no number",
}  # fmt: skip


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(_FAULT_TEXTS.get(code, "refused"))
        self.code = code


@dataclass(frozen=True)
class Registered:
    """An invoice that was taken."""

    code: str
    attributes: dict[str, str]
    seller: str
    buyer: str | None


@dataclass
class Einvoice:
    """An electronic invoice that was taken, or delivered to whoever asks as its buyer."""

    code: str
    number: str
    seller: str
    buyer: str
    amount: str
    received: str
    due: str
    status: str = "DELIVERED"
    pdf: bytes = b"%PDF-1.7 stand-in"


@dataclass
class FiscalStandIn:
    """The stand-in. Use it as a context manager; `url` is its origin.

    `fail` names what the next registering messages meet; `operators`, where not empty, are those it knows.
    """

    late_s: float = 1.0
    operators: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    invoices: dict[str, Registered] = field(default_factory=dict)
    einvoices: dict[str, Einvoice] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    _faults: deque[str] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    def __enter__(self) -> Self:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                service.serve(self, body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fail(self, *faults: str) -> None:
        """Meet the next registering messages so, one after the other."""
        for fault in faults:
            if fault not in FAULTS and not fault.startswith("refuse:"):
                raise ValueError(fault)
            self._faults.append(fault)

    def reset(self) -> None:
        """As it was at the start."""
        self.late_s = 1.0
        for kept in (self.operators, self.calls, self.invoices, self.einvoices, self.messages, self._faults):
            kept.clear()

    def deliver(self, *, seller: str, buyer: str, number: str, amount: str, received: str, due: str) -> str:
        """An electronic invoice that somebody else sent; its EIC."""
        code = str(uuid4())
        self.einvoices[code] = Einvoice(code, number, seller, buyer, amount, received, due)
        return code

    # --- serving ----------------------------------------------------------------------------------------------------

    def serve(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        """Answer one POST."""
        path = urlsplit(handler.path).path
        if path == "/invoice-check/api/verifyInvoice":
            with self._lock:
                self.calls.append("verifyInvoice")
                _answer(handler, *self._verify(body))
            return
        found = _MESSAGE.search(body.decode("utf-8", "replace"))
        if found is None or path not in {"/FiscalizationService", "/EinvoiceService"}:
            _answer(handler, 404, b"")
            return
        name = found[1]
        with self._lock:
            self.calls.append(name)
            self.messages.append(found[0])
            registers = name.startswith("Register")
            fault = self._faults.popleft() if registers and self._faults else ""
            if fault == "deaf":
                handler.close_connection = True
                return
            if fault == "busy":
                _answer(handler, 503, b"")
                return
            status, content = self._take(name, found[0], fault.removeprefix("refuse:") if ":" in fault else None)
        if fault == "lost":
            handler.close_connection = True
            return
        if fault == "late":
            time.sleep(self.late_s)
        if fault == "broken":
            status, content = 500, b"<html>Internal Server Error</html>"
        _answer(handler, status, content)

    def _take(self, name: str, message: str, refusal: str | None) -> tuple[int, bytes]:
        work = {
            "RegisterInvoiceRequest": self._register,
            "RegisterEinvoiceRequest": self._register_einvoice,
            "GetEinvoicesRequest": self._tell,
        }[name]
        try:
            leaf = _checked(message, refusal)
            said = work(_root(message), leaf)
        except _Refused as error:
            told = f"<faultstring>{error}</faultstring><detail><code>{error.code}</code></detail>"
            return 500, _soap(f"<env:Fault><faultcode>env:Client</faultcode>{told}</env:Fault>")
        return 200, _soap(said)

    def _register(self, message: ET.Element, leaf: x509.Certificate) -> str:
        invoice = _child(message, "Invoice")
        said = dict(invoice.attrib)
        seller = _child(invoice, "Seller").attrib["IDNum"]
        _check_code(said, seller, leaf)
        number = re.fullmatch(r"([1-9]\d*)/(\d{4})(?:/(\w+))?", said["InvNum"])
        if number is None or number[1] != said["InvOrdNum"] or number[3] != said.get("TCRCode"):
            raise _Refused("23")
        if said["TypeOfInv"] == "CASH" and "TCRCode" not in said:
            raise _Refused("21")
        if self.operators and said["OperatorCode"] not in self.operators:
            raise _Refused("30")
        _check_sums(invoice)
        corrected = invoice.find("{*}CorrectiveInv")
        if corrected is not None and corrected.attrib["IICRef"] not in self.invoices:
            raise _Refused("24")
        buyer = invoice.find("{*}Buyer")
        code = said["IIC"]
        if code not in self.invoices:
            named = None if buyer is None else buyer.attrib["IDNum"]
            self.invoices[code] = Registered(str(uuid4()), said, seller, named)
        return f"<RegisterInvoiceResponse><FIC>{self.invoices[code].code}</FIC></RegisterInvoiceResponse>"

    def _register_einvoice(self, message: ET.Element, _leaf: x509.Certificate) -> str:
        packed = _child(_child(message, "EinvoiceEnvelope"), "UblInvoice").text or ""
        invoice = ET.fromstring(base64.b64decode(packed))  # noqa: S314 - the stand-in reads what Pinkas wrote
        note = invoice.findtext("{*}Note") or ""
        taken = self.invoices.get(note.partition("IIC=")[2].partition("#")[0])
        if taken is None or taken.code != note.partition("FIC=")[2].partition("#")[0]:
            raise _Refused("40")
        buyer = invoice.findtext("{*}AccountingCustomerParty/{*}Party/{*}PartyLegalEntity/{*}CompanyID")
        if not buyer:
            raise _Refused("41")
        number = invoice.findtext("{*}ID") or ""
        known = next(
            (one for one in self.einvoices.values() if (one.seller, one.number) == (taken.seller, number)), None
        )
        if known is None:
            received = taken.attributes["IssueDateTime"]
            due = f"{invoice.findtext('{*}DueDate')}T00:00:00{received[19:]}"
            amount = invoice.findtext("{*}LegalMonetaryTotal/{*}TaxInclusiveAmount") or "0"
            known = Einvoice(str(uuid4()), number, taken.seller, buyer, amount, received, due)
            self.einvoices[known.code] = known
        return f"<RegisterEinvoiceResponse><EIC>{known.code}</EIC></RegisterEinvoiceResponse>"

    def _tell(self, message: ET.Element, leaf: x509.Certificate) -> str:
        side, asked = message.findtext("{*}PartyType"), message.findtext("{*}EIC")
        owner = leaf.subject.rfc4514_string()
        told = []
        for one in self.einvoices.values():
            mine = one.seller if side == "SELLER" else one.buyer
            if mine not in owner or (asked is not None and one.code != asked):
                continue
            paper = f"<Pdf>{base64.b64encode(one.pdf).decode()}</Pdf>" if asked is not None else ""
            told.append(
                f'<Einvoice Amount="{one.amount}" DocNumber="{one.number}" DueDateTime="{one.due}" EIC="{one.code}"'
                f' PartyType="{side}" RecDateTime="{one.received}" SellerTin="{one.seller}" Status="{one.status}">'
                f"{paper}</Einvoice>"
            )
        return f"<GetEinvoicesResponse><Einvoices>{''.join(told)}</Einvoices></GetEinvoicesResponse>"

    def _verify(self, body: bytes) -> tuple[int, bytes]:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        found = self.invoices.get(form.get("iic", ""))
        told = None if found is None else (found.seller, found.attributes["IssueDateTime"])
        if found is None or told != (form.get("tin"), form.get("dateTimeCreated")):
            return 200, b""
        said = {"iic": form["iic"], "fic": found.code, "totalPrice": found.attributes["TotPrice"]}
        return 200, json.dumps(said).encode()


def _checked(message: str, refusal: str | None) -> x509.Certificate:
    """The certificate of a message that is signed as it must be: digest, signature and all; unless it is refused."""
    if refusal is not None:
        raise _Refused(refusal)
    seal = _SIGNATURE.search(message)
    info = None if seal is None else _SIGNED_INFO.search(seal[0])
    if seal is None or info is None:
        raise _Refused("10")
    bare = ET.canonicalize(message.replace(seal[0], "")).encode()
    signed = ET.canonicalize(f'<SignedInfo xmlns="{_DSIG}">{info[1]}</SignedInfo>').encode()
    root = _root(seal[0])
    digest = root.findtext("{*}SignedInfo/{*}Reference/{*}DigestValue") or ""
    leaf = x509.load_der_x509_certificate(base64.b64decode(root.findtext(".//{*}X509Certificate") or ""))
    if base64.b64decode(digest) != hashlib.sha256(bare).digest():
        raise _Refused("10")
    _check_signature(leaf, base64.b64decode(root.findtext("{*}SignatureValue") or ""), signed, "10")
    return leaf


def _check_signature(leaf: x509.Certificate, signature: bytes, signed: bytes, code: str) -> None:
    key = leaf.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise _Refused(code)
    try:
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise _Refused(code) from None


def _check_code(said: dict[str, str], seller: str, leaf: x509.Certificate) -> None:
    """The issuer's code is the MD5 of a signature, by this certificate, of the invoice's own facts."""
    signature = bytes.fromhex(said["IICSignature"])
    digest = hashlib.md5(signature, usedforsecurity=False).hexdigest().upper()
    if not _IIC.fullmatch(said["IIC"]) or digest != said["IIC"]:
        raise _Refused("20")
    facts = (
        seller, said["IssueDateTime"], said["InvNum"], said["BusinUnitCode"], said.get("TCRCode", ""), said["SoftCode"],
        said["TotPrice"],
    )  # fmt: skip
    _check_signature(leaf, signature, "|".join(facts).encode(), "20")


def _check_sums(invoice: ET.Element) -> None:
    """Taxes, payments and the total agree, in cents."""
    said = {name: _cents(invoice.attrib[name]) for name in ("TotPrice", "TotPriceWoVAT", "TotVATAmt")}
    taxes = invoice.findall("{*}SameTaxes/{*}SameTax")
    vat = sum(_cents(one.attrib["VATAmt"]) for one in taxes)
    paid = sum(_cents(one.attrib["Amt"]) for one in invoice.findall("{*}PayMethods/{*}PayMethod"))
    if said["TotPriceWoVAT"] + said["TotVATAmt"] != said["TotPrice"] or vat != said["TotVATAmt"]:
        raise _Refused("22")
    if paid != said["TotPrice"]:
        raise _Refused("22")


def _cents(amount: str) -> int:
    if not re.fullmatch(r"-?\d+\.\d\d", amount):
        raise _Refused("11")
    return int(amount.replace(".", ""))


def _root(message: str) -> ET.Element:
    return ET.fromstring(message)  # noqa: S314 - the stand-in reads what Pinkas wrote


def _child(parent: ET.Element, name: str) -> ET.Element:
    found = parent.find(f"{{*}}{name}")
    if found is None:
        raise _Refused("11")
    return found


def _soap(said: str) -> bytes:
    body = f"<env:Body>{said}</env:Body>"
    return f'<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/">{body}</env:Envelope>'.encode()


def _answer(handler: BaseHTTPRequestHandler, status: int, content: bytes) -> None:
    try:
        handler.send_response(status)
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
    except OSError:
        pass  # whoever asked has left
