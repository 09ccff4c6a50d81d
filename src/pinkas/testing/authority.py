"""A stand-in of the tax authority in a thread: OAuth2 with rotating single-use tokens, Approval v2, decisions, look-up.

It behaves as the fiscal dossier (§3) documents, is strict about every member, and does on demand what the real one does
seldom: hold, refuse, answer too late, answer nothing.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

ACCESS_SECONDS: Final = 601
REFRESH_SECONDS: Final = 7_776_000
CLIENT: Final = ("pinkas-app", "app-s3cret")

_DAYS_AHEAD: Final = 30

_TEXT: Final = "text"
_NUMBER: Final = "number"
_AMOUNT: Final = "amount"
_DATE: Final = "date"
#: Members of Approval v2: form, length, whether required.
_APPROVAL: Final[dict[str, tuple[str, int, bool]]] = {
    "invoice_id": (_TEXT, 50, True), "invoice_type": (_NUMBER, 4, True), "vat_number": (_NUMBER, 9, True),
    "union_vat_number": (_NUMBER, 9, False), "authorized_company": (_NUMBER, 9, False),
    "user_id": (_NUMBER, 9, False), "user_name": (_TEXT, 25, False),
    "invoice_reference_number": (_TEXT, 20, False), "customer_vat_number": (_NUMBER, 9, True),
    "customer_name": (_TEXT, 25, False), "invoice_date": (_DATE, 10, True), "invoice_issuance_date": (_DATE, 10, True),
    "branch_id": (_TEXT, 7, False), "accounting_software_number": (_NUMBER, 9, True),
    "client_software_key": (_TEXT, 50, False), "amount_before_discount": (_AMOUNT, 12, True),
    "discount": (_AMOUNT, 12, True), "payment_amount": (_AMOUNT, 12, True), "vat_amount": (_AMOUNT, 12, True),
    "payment_amount_including_vat": (_AMOUNT, 12, True), "invoice_note": (_TEXT, 100, False),
    "action": (_NUMBER, 3, False),
}  # fmt: skip
_ITEM: Final[dict[str, tuple[str, int, bool]]] = {
    "index": (_NUMBER, 6, True), "catalog_id": (_TEXT, 13, False), "category": (_NUMBER, 6, True),
    "description": (_TEXT, 30, True), "measure_unit_description": (_TEXT, 20, False), "quantity": (_AMOUNT, 12, True),
    "price_per_unit": (_AMOUNT, 12, True), "discount": (_AMOUNT, 12, True), "total_amount": (_AMOUNT, 12, True),
    "vat_rate": (_AMOUNT, 2, True), "vat_amount": (_AMOUNT, 12, True),
}  # fmt: skip
#: Members of a look-up: by the id of the request, and as documented.
_BY_ID: Final = {"invoice_id": (_TEXT, 50, True), "vat_number": (_NUMBER, 9, True)}
_BY_NUMBER: Final = {
    "customer_vat_number": (_NUMBER, 9, True), "confirmation_number": (_TEXT, 50, True),
    "vat_number": (_NUMBER, 9, True),
}  # fmt: skip
_TYPES: Final = frozenset({305, 310, 320, 332, 340, 345})
_MESSAGES: Final = {
    431: "vat number is not valid", 432: "customer vat number is not valid", 434: "invoice date is too old",
    435: "invoice date is too far ahead", 437: "vat amount is not valid", 446: "user_id or user_name is required",
    460: "confirmation number cannot be given now", 461: "invoice was refused, a decision is expected",
    462: "a decision was sent already", 463: "no refused invoice was found",
}  # fmt: skip


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


@dataclass
class Authority:
    """The stand-in. Use it as a context manager; `url` is its origin.

    `holds` and `refuses` name what the next requests meet, by customer number; `late` answers that many approvals only
    after recording them and `late_s` seconds, `deaf` closes that many without recording. A decision is answered
    `decision_pause_s` seconds after it is recorded.
    """

    late: int = 0
    late_s: float = 1.0
    deaf: int = 0
    broken: int = 0
    holds: set[int] = field(default_factory=set)
    refuses: dict[int, int] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    approved: dict[str, str] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    held: dict[str, str | None] = field(default_factory=dict)
    refreshes: int = 0
    refused_refreshes: int = 0
    refresh_pause_s: float = 0.0
    decision_pause_s: float = 0.0
    codes: set[str] = field(default_factory=set)
    _access: set[str] = field(default_factory=set)
    _refresh: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    def __enter__(self) -> Self:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                authority.serve(self, body)

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

    def reset(self) -> None:
        """As it was at the start, the tokens given out apart."""
        self.late = self.deaf = self.broken = self.refreshes = self.refused_refreshes = 0
        self.refresh_pause_s = self.decision_pause_s = 0.0
        for kept in (self.holds, self.refuses, self.calls, self.approved, self.customers, self.held):
            kept.clear()

    def grant(self) -> tuple[str, str]:
        """An access and a refresh token, as after a login."""
        access, refresh = secrets.token_urlsafe(120), secrets.token_urlsafe(120)
        self._access.add(access)
        self._refresh.add(refresh)
        return access, refresh

    def take(self, access: str) -> None:
        """Take an access token that was made up elsewhere."""
        self._access.add(access)

    def expire(self) -> None:
        """Take no access token that was given out before."""
        self._access.clear()

    def said(self, path: str) -> list[dict[str, Any]]:
        """What was sent to a path, by its last word."""
        return [body for name, body in self.calls if name == path]

    # --- serving ----------------------------------------------------------------------------------------------------

    def serve(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        """Answer one POST."""
        steps = urlsplit(handler.path).path.strip("/").split("/")
        if steps[:1] != ["shaam"] or steps[1:2] not in (["tsandbox"], ["production"]):
            _answer(handler, 404, {"moreInformation": "no such service"})
            return
        place = "/".join(steps[2:])
        if place == "longtimetoken/oauth2/token":
            _answer(handler, *self._token(handler, body))
            return
        routes: dict[str, Callable[[dict[str, Any]], tuple[int, object]]] = {
            "Invoices/v2/Approval": self._approval,
            "invoice-information/v2/details": self._details,
            "invoice-information/v2/confirmationNumber": self._details,
            **{
                f"InvoiceDecisionApi/v1/{word}": lambda said, word=word: self._decision(word, said)  # type: ignore[misc]
                for word in ("Cancel", "Continue", "FurtherObjection")
            },
        }
        route = routes.get(place)
        if route is None:
            _answer(handler, 404, {"moreInformation": "no such service"})
            return
        if (handler.headers.get("authorization") or "").removeprefix("Bearer ") not in self._access:
            _answer(handler, 401, {"httpMessage": "Unauthorized"})
            return
        try:
            said = json.loads(body, parse_int=_Number, parse_float=_Number)
        except ValueError:
            _answer(handler, 400, {"message": "syntax"})
            return
        with self._lock:
            self.calls.append((steps[-1], said))
            late = place.endswith("Approval") and self.late > 0
            deaf = place.endswith("Approval") and self.deaf > 0
            broken = self.broken > 0
            self.late -= late
            self.deaf -= deaf
            self.broken -= broken
            if deaf:
                handler.close_connection = True
                return
            status, content = (500, {"id": "e-1"}) if broken else route(said)
        if late:
            time.sleep(self.late_s)
        if place.startswith("InvoiceDecisionApi"):
            time.sleep(self.decision_pause_s)
        _answer(handler, status, content)

    def _token(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, object]:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        basic = "Basic " + base64.b64encode(":".join(CLIENT).encode()).decode()
        with self._lock:
            if form.get("grant_type") == "authorization_code":
                if handler.headers.get("authorization") != basic or form.get("code") not in self.codes:
                    return 401, {"error": "invalid_grant"}
                self.codes.discard(form["code"])
            elif form.get("grant_type") == "refresh_token":
                if (form.get("client_id"), form.get("client_secret")) != CLIENT:
                    return 401, {"error": "invalid_client"}
                if form.get("refresh_token") not in self._refresh:
                    self.refused_refreshes += 1
                    return 400, {"error": "invalid_grant"}
                self._refresh.discard(form["refresh_token"])
                self.refreshes += 1
            else:
                return 400, {"error": "unsupported_grant_type"}
            access, refresh = self.grant()
        time.sleep(self.refresh_pause_s)
        return 200, {
            "token_type": "Bearer", "access_token": access, "scope": "scope", "expires_in": ACCESS_SECONDS,
            "consented_on": 1, "refresh_token": refresh, "refresh_token_expires_in": REFRESH_SECONDS,
        }  # fmt: skip

    def _approval(self, said: dict[str, Any]) -> tuple[int, object]:
        faults = [*_schema_faults(said, _APPROVAL, but={"items"}), *_item_faults(said.get("items"))]
        if faults:
            return 422, {"message": {"errors": [{"code": 422, "message": fault} for fault in faults]}}
        invoice, customer = said["invoice_id"], int(said["customer_vat_number"])
        if code := _wrong(said) or self.refuses.get(customer):
            return 200, _refused(code)
        if invoice in self.approved:
            return 200, _given(self.approved[invoice])
        if invoice in self.held:
            return 200, _refused(461 if self.held[invoice] is None else 462)
        if customer in self.holds and "action" not in said:
            self.held[invoice] = None
            return 200, _refused(460)
        self.customers[invoice] = customer
        self.approved[invoice] = f"{20260000000000000 + len(self.approved):017d}{secrets.randbelow(10**9):09d}"
        return 200, _given(self.approved[invoice])

    def _details(self, said: dict[str, Any]) -> tuple[int, object]:
        """By our own id, or by the documented members: the customer and the number, whole or its last nine digits."""
        members = _BY_ID if "invoice_id" in said else _BY_NUMBER
        if faults := _schema_faults(said, members, but=set()):
            return 422, {"message": {"errors": [{"code": 422, "message": fault} for fault in faults]}}
        invoice = said["invoice_id"] if members is _BY_ID else self._numbered(said)
        if invoice in self.approved:
            return 200, {"status": 200, "message": {"invoice_id": invoice, **_given(self.approved[invoice])}}
        if invoice in self.held:
            return 200, _refused(461 if self.held[invoice] is None else 462)
        return 404, {"status": 404, "message": "Invoice not found"}

    def _numbered(self, said: dict[str, Any]) -> str | None:
        number, customer = said["confirmation_number"], int(said["customer_vat_number"])
        given = (invoice for invoice, whole in self.approved.items() if number in {whole, whole[-9:]})
        return next((invoice for invoice in given if self.customers.get(invoice) == customer), None)

    def _decision(self, word: str, said: dict[str, Any]) -> tuple[int, object]:
        if missing := {"invoice_id", "vat_number", "accounting_software_number"} - said.keys():
            return 422, {"message": {"errors": [{"code": 422, "message": f"{min(missing)} is required"}]}}
        invoice = said["invoice_id"]
        if invoice not in self.held:
            return 200, _refused(463)
        if self.held[invoice] is not None:
            return 200, _refused(462)
        if word != "FurtherObjection":
            self.held[invoice] = word
        return 200, {"status": 200, "message": "Decision accepted"}


def _given(number: str) -> dict[str, Any]:
    return {"status": 200, "message": "Invoice approved", "confirmation_number": number, "approved": True}


def _refused(code: int) -> dict[str, Any]:
    error = {"code": code, "message": _MESSAGES[code], "param": "", "location": "body"}
    return {"status": 200, "message": {"errors": [error]}, "confirmation_number": "0", "approved": False}


def _schema_faults(said: dict[str, Any], members: dict[str, tuple[str, int, bool]], *, but: set[str]) -> list[str]:
    faults = [f"{name} is unknown" for name in said if name not in members and name not in but]
    for name, (form, length, required) in members.items():
        value = said.get(name)
        if value is None:
            if required or name in said:
                faults.append(f"{name} is required")
        elif not _fits(value, form, length):
            faults.append(f"{name} is not valid: {value!r}")
    return faults


def _fits(value: object, form: str, length: int) -> bool:
    if form == _TEXT:
        return isinstance(value, str) and not isinstance(value, _Number) and 0 < len(value) <= length
    if form == _DATE:
        return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
    if not isinstance(value, _Number):
        return False
    if form == _NUMBER:
        return value.isdigit() and len(value) <= length
    return re.fullmatch(rf"-?\d{{1,{length}}}\.\d\d", value) is not None


def _item_faults(items: object) -> list[str]:
    if items is None:
        return []
    if not isinstance(items, list):
        return ["items is not valid"]
    return [fault for item in items for fault in _schema_faults(item, _ITEM, but=set())]


def _wrong(said: dict[str, Any]) -> int | None:
    """The code of what is wrong with the facts of a request that fits the schema."""
    if "user_id" not in said and "user_name" not in said:
        return 446
    if int(said["invoice_type"]) not in _TYPES or not _checks(said["vat_number"]):
        return 431
    if not _checks(said["customer_vat_number"]):
        return 432
    return _wrong_date(said) or _wrong_sums(said)


def _wrong_date(said: dict[str, Any]) -> int | None:
    """At most one year back, and thirty days ahead, of the day the system issued it."""
    dated, today = (dt.date.fromisoformat(said[name]) for name in ("invoice_date", "invoice_issuance_date"))
    if (dated.year + 1, dated.month, dated.day) < (today.year, today.month, today.day):
        return 434
    return 435 if (dated - today).days > _DAYS_AHEAD else None


def _wrong_sums(said: dict[str, Any]) -> int | None:
    net, vat = Decimal(said["payment_amount"]), Decimal(said["vat_amount"])
    sums = Decimal(said["amount_before_discount"]) - Decimal(said["discount"]) == net
    if not sums or net + vat != Decimal(said["payment_amount_including_vat"]):
        return 437
    reverse = said.get("action") == "3"
    return 437 if (vat != 0) == reverse else None


def _checks(number: str) -> bool:
    digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(str(number).zfill(9))]
    return sum(digit // 10 + digit % 10 for digit in digits) % 10 == 0


def _answer(handler: BaseHTTPRequestHandler, status: int, content: object) -> None:
    body = json.dumps(content).encode()
    try:
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
    except OSError:
        pass  # whoever asked has left
