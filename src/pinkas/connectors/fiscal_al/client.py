"""The calls themselves: one attempt each, over a connection opened for it, every ending turned into an outcome."""

from __future__ import annotations

import asyncio
import base64
import binascii
import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

import httpx2
import msgspec
import structlog

from pinkas.actions.ports import Clock, KeyFile
from pinkas.actions.ports.fiscal_service import (
    FiscalEinvoice,
    FiscalInvoice,
    FiscalReply,
    FiscalRuling,
    PartyType,
    ToldEinvoice,
)
from pinkas.books.fiscal import LONGEST_DETAIL, FiscalRecord
from pinkas.connectors.fiscal_al import writing
from pinkas.connectors.fiscal_al.signing import sign_bytes, signed_message
from pinkas.connectors.fiscal_al.xml import BrokenAnswerError, Element, element, read, text

_log = structlog.get_logger("pinkas.fiscal")

_LARGEST_ANSWER: Final = 32 << 20
_CONNECT_S: Final = 3.0
#: Ways to fail before a byte of the request was sent.
_NOT_SENT: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
#: Statuses of a server, or of what stands before it, that failed before it looked at the request.
_NOT_LOOKED_AT: Final = frozenset({429, 503})
_FISCALISATION_PATH: Final = "/FiscalizationService"
_EINVOICE_PATH: Final = "/EinvoiceService"
_LOOK_UP_PATH: Final = "/invoice-check/api/verifyInvoice"


class FiscalAlClient:
    """The administration's services at one origin; `check_url` is where invoices are verified, the same if not said."""

    def __init__(self, url: str, clock: Clock, *, check_url: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._check_url = (check_url or url).rstrip("/")
        self._clock = clock

    @property
    def configured(self) -> bool:
        """There is one."""
        return True

    async def sign(self, key_file: KeyFile, said: str) -> bytes:
        """A text's signature. Raises UnusableCertificate."""
        return await asyncio.to_thread(sign_bytes, key_file, said.encode())

    async def register(self, invoice: FiscalInvoice, key_file: KeyFile, *, timeout_s: float) -> FiscalReply:
        """`RegisterInvoiceRequest`; its answer is the FIC."""
        inside = writing.header(self._clock.now(), late=invoice.late) + writing.invoice_body(invoice)
        answer = await self._ask(
            _FISCALISATION_PATH, "RegisterInvoiceRequest", writing.FISCALISATION, "3", inside, key_file, timeout_s
        )
        return answer if isinstance(answer, FiscalReply) else _registered(answer, "FIC")

    async def look_up(self, record: FiscalRecord, *, timeout_s: float) -> FiscalReply:
        """The public look-up, by the issuer's code, the moment and the tax number."""
        form = {"iic": record.issuer_code, "dateTimeCreated": record.issued_at, "tin": record.tax_number}
        answer = await self._post(f"{self._check_url}{_LOOK_UP_PATH}", timeout_s, data=form)
        if isinstance(answer, FiscalReply):
            return answer
        status, content = answer
        if status == 404:
            return _not_found()
        said = _object(content) if status == 200 else None
        if said is None:
            return FiscalReply(ruling=FiscalRuling.UNKNOWN, code=str(status), detail=f"the look-up failed ({status})")
        code = said.get("fic")
        if isinstance(code, str) and code:
            return FiscalReply(ruling=FiscalRuling.REGISTERED, code=code[:60])
        return _not_found()

    async def register_einvoice(self, einvoice: FiscalEinvoice, key_file: KeyFile, *, timeout_s: float) -> FiscalReply:
        """`RegisterEinvoiceRequest`; its answer is the EIC."""
        inside = writing.header(self._clock.now()) + writing.einvoice_body(einvoice)
        answer = await self._ask(
            _EINVOICE_PATH, "RegisterEinvoiceRequest", writing.EINVOICES, "1", inside, key_file, timeout_s
        )
        return answer if isinstance(answer, FiscalReply) else _registered(answer, "EIC")

    async def einvoices(
        self, party_type: PartyType, key_file: KeyFile, *, code: str | None = None, timeout_s: float
    ) -> list[ToldEinvoice] | FiscalReply:
        """`GetEinvoicesRequest` by the side the business is on."""
        answer = await self._einvoices(party_type, code, key_file, timeout_s)
        if isinstance(answer, FiscalReply):
            return answer
        try:
            return [_told(one) for one in answer.find_all("Einvoice")]
        except (KeyError, ValueError, InvalidOperation) as error:
            _log.warning("the fiscal service told of an invoice oddly", reason=type(error).__name__)
            return FiscalReply(ruling=FiscalRuling.UNKNOWN, detail="the fiscal service told of invoices unreadably")

    async def einvoice_pdf(self, code: str, key_file: KeyFile, *, timeout_s: float) -> bytes | FiscalReply:
        """The paper within `GetEinvoicesResponse`, asked by the code."""
        sides: tuple[PartyType, ...] = ("BUYER", "SELLER")
        for party_type in sides:
            answer = await self._einvoices(party_type, code, key_file, timeout_s)
            if isinstance(answer, FiscalReply):
                return answer
            paper = answer.find("Pdf")
            if paper is not None:
                try:
                    return base64.b64decode("".join(paper.text.split()), validate=True)
                except (binascii.Error, ValueError):
                    return FiscalReply(ruling=FiscalRuling.UNKNOWN, detail="the fiscal service gave no readable paper")
        return FiscalReply(ruling=FiscalRuling.NOT_FOUND, detail="the fiscal service knows no such invoice")

    async def _einvoices(
        self, party_type: PartyType, code: str | None, key_file: KeyFile, timeout_s: float
    ) -> Element | FiscalReply:
        inside = writing.header(self._clock.now()) + element("PartyType", None, text(party_type))
        if code is not None:
            inside += element("EIC", None, text(code))
        return await self._ask(
            _EINVOICE_PATH, "GetEinvoicesRequest", writing.EINVOICES, "1", inside, key_file, timeout_s
        )

    async def _ask(
        self, path: str, name: str, namespace: str, version: str, inside: str, key_file: KeyFile, timeout_s: float
    ) -> Element | FiscalReply:
        message = await asyncio.to_thread(signed_message, name, namespace, version, inside, key_file)
        answer = await self._post(
            f"{self._url}{path}",
            timeout_s,
            content=writing.envelope(message),
            headers={"content-type": "text/xml; charset=utf-8", "soapaction": f"{namespace}/{name}"},
        )
        if isinstance(answer, FiscalReply):
            return answer
        return _read(*answer)

    async def _post(self, url: str, timeout_s: float, **sent: Any) -> tuple[int, bytes] | FiscalReply:
        try:
            async with asyncio.timeout(timeout_s), _client(timeout_s) as client:
                answer = await client.post(url, **sent)
        except _NOT_SENT as error:
            detail = f"the fiscal service cannot be reached ({type(error).__name__})"
            return FiscalReply(ruling=FiscalRuling.NOT_SENT, detail=detail)
        except (httpx2.HTTPError, TimeoutError) as error:
            _log.warning("the fiscal service's answer is unknown", reason=type(error).__name__)
            detail = f"the fiscal service did not answer ({type(error).__name__})"
            return FiscalReply(ruling=FiscalRuling.UNKNOWN, detail=detail)
        return answer.status_code, answer.content[:_LARGEST_ANSWER]


def _client(timeout_s: float) -> httpx2.AsyncClient:
    timeout = httpx2.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
    return httpx2.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False)


def _read(status: int, content: bytes) -> Element | FiscalReply:
    """The answer, or what a failure means: a fault that names a code is a refusal, whatever the status."""
    if status in _NOT_LOOKED_AT:
        detail = f"the fiscal service is busy ({status})"
        return FiscalReply(ruling=FiscalRuling.NOT_SENT, code=str(status), detail=detail)
    try:
        said = read(content)
    except (BrokenAnswerError, IndexError):
        said = Element("")
    fault = said.find("Fault")
    if fault is not None:
        code, told = fault.find("code"), fault.find("faultstring")
        if code is not None:
            detail = " ".join((told.text if told is not None else "").split())[:LONGEST_DETAIL]
            return FiscalReply(ruling=FiscalRuling.REFUSED, code=code.text.strip()[:20], detail=detail)
    if status != 200 or fault is not None or not said.children:
        # It may have been recorded before something broke.
        detail = f"the fiscal service failed ({status})"
        return FiscalReply(ruling=FiscalRuling.UNKNOWN, code=str(status), detail=detail)
    return said


def _registered(answer: Element, name: str) -> FiscalReply:
    code = answer.find(name)
    if code is None or not code.text.strip():
        return FiscalReply(ruling=FiscalRuling.UNKNOWN, detail=f"the fiscal service gave no {name}")
    return FiscalReply(ruling=FiscalRuling.REGISTERED, code=code.text.strip()[:60])


def _not_found() -> FiscalReply:
    return FiscalReply(ruling=FiscalRuling.NOT_FOUND, detail="the fiscal service knows no such invoice")


def _object(content: bytes) -> dict[str, Any] | None:
    """The JSON object that was answered, empty for an answer that says nothing; None for what is neither."""
    if content.strip() in {b"", b"null"}:
        return {}
    try:
        said = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return said if isinstance(said, dict) else None


def _told(one: Element) -> ToldEinvoice:
    """Raises KeyError, ValueError, InvalidOperation for what lacks a member, or has one that cannot be."""
    said = one.attributes
    party_type = said["PartyType"]
    if party_type not in {"SELLER", "BUYER"}:
        raise ValueError(party_type)
    amount = Decimal(said["Amount"])
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 15:
        raise ValueError(said["Amount"])
    return ToldEinvoice(
        code=said["EIC"][:40],
        party_type=cast("PartyType", party_type),
        document_number=said["DocNumber"][:100],
        order_number=said["DocNumber"].partition("/")[0][:20],
        received_at=_moment(said["RecDateTime"]),
        due_at=_moment(said["DueDateTime"]),
        status=said["Status"][:20],
        amount=amount,
        seller_number=said.get("SellerTin", "")[:20],
    )


def _moment(said: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(said)
    if moment.utcoffset() is None:
        raise ValueError(said)
    return moment
