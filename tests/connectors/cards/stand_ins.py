"""Two clearing houses on loopback: Pelecard's services and CardCom's version 11, as far as the dossier documents them.

Each keeps what it charged, refuses members it does not know, and can be told to be slow, to lose its answer after
charging, or to answer nonsense.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WAIT_S = 20.0


class Mood(StrEnum):
    """How a clearing house answers."""

    WELL = "well"
    #: The connection ends after the charge, before its answer.
    LOSES = "loses"
    #: No answer until `go_on`.
    SLOW = "slow"
    #: Something fails behind it; charged or not, it does not say.
    FAILS = "fails"
    NONSENSE = "nonsense"
    REDIRECTS = "redirects"


class ClearingHouse:
    """The server both share; `calls` are what was asked, each a call's name and its body."""

    def __init__(self) -> None:
        self.mood = Mood.WELL
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.charged: list[dict[str, Any]] = []
        self.go_on = threading.Event()
        self.asked = threading.Event()
        self._lock = threading.Lock()
        house = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                house.take(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/services"

    @contextmanager
    def open(self) -> Iterator[None]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.go_on.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join(WAIT_S)

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])), parse_float=Decimal)
        call = handler.path.removeprefix("/services/")
        with self._lock:
            self.calls.append((call, body))
            answer = self.answer(call, body)
        self.asked.set()
        if self.mood is Mood.LOSES:
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.mood is Mood.SLOW:
            self.go_on.wait(WAIT_S)
        content = b"<html>" if self.mood is Mood.NONSENSE else json.dumps(answer, default=float).encode()
        handler.send_response({Mood.FAILS: 500, Mood.REDIRECTS: 302}.get(self.mood, 200))
        handler.send_header("Location", f"{self.url}/{call}")
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def answer(self, call: str, body: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError


_PELECARD_SIGNED = {"terminalNumber", "user", "password", "shopNumber"}
_PELECARD_DEBIT = _PELECARD_SIGNED | {
    "creditCard", "creditCardDateMmYy", "token", "total", "currency", "cvv2", "id", "authorizationNumber", "paramX",
}  # fmt: skip
_PELECARD = {
    "ConvertToToken": _PELECARD_SIGNED | {"creditCard", "creditCardDateMmYy", "addFourDigits"},
    "DebitRegularType": _PELECARD_DEBIT,
    "DebitPaymentsType": _PELECARD_DEBIT | {"paymentsNumber", "firstPayment"},
}
#: Cards that this Pelecard declines.
PELECARD_DECLINES = {"4580000000000042": "004", "4580000000000067": "006", "4580000000000364": "036"}


class Pelecard(ClearingHouse):
    """Terminal 0962210 of user testpele."""

    signed = {"terminalNumber": "0962210", "user": "testpele", "password": "s3cret-Pele", "shopNumber": "001"}  # noqa: RUF012 - never changed

    def answer(self, call: str, body: dict[str, Any]) -> dict[str, Any]:
        known = _PELECARD.get(call)
        assert known is not None, call
        assert set(body) == known, set(body) ^ known
        assert all(isinstance(value, str) for value in body.values()), body
        if any(body[name] != value for name, value in self.signed.items()):
            return {"StatusCode": "501", "ErrorMessage": "שם משתמש או סיסמה שגויים", "ResultData": None}
        if call == "ConvertToToken":
            if body["creditCard"] in PELECARD_DECLINES:
                return {"StatusCode": "033", "ErrorMessage": "כרטיס לא תקין", "ResultData": None}
            return {"StatusCode": "000", "ErrorMessage": "", "ResultData": {"Token": "1234567890"}}
        return self._debit(call, body)

    def _debit(self, call: str, body: dict[str, Any]) -> dict[str, Any]:
        assert len(body["paramX"]) <= 19, body["paramX"]
        assert bool(body["token"]) != bool(body["creditCard"])
        total = int(body["total"])
        code = PELECARD_DECLINES.get(body["creditCard"])
        if code is not None:
            # It repeats the number in its message, as it should not.
            text = f"עסקה סורבה {body['creditCard']}"
            return {"StatusCode": code, "ErrorMessage": text, "ResultData": {"PelecardTransactionId": "declined-1"}}
        result = {
            "PelecardTransactionId": f"a1b2-{len(self.charged)}", "Token": body["token"], "DebitApproveNumber": "0075",
            "DebitTotal": str(total), "DebitCurrency": body["currency"], "CreditCardNumber": "458000******0000",
            "AdditionalDetailsParamX": body["paramX"],
        }  # fmt: skip
        if call == "DebitPaymentsType":
            payments, first = int(body["paymentsNumber"]), int(body["firstPayment"])
            fixed, rest = divmod(total - first, payments - 1)
            assert rest == 0, "the other instalments must be alike"
            result |= {"TotalPayments": str(payments), "FirstPaymentTotal": str(first), "FixedPaymentTotal": str(fixed)}
        self.charged.append(result)
        return {"StatusCode": "000", "ErrorMessage": "operation success", "ResultData": result}


_CARDCOM_TERMINAL = {"TerminalNumber", "ApiName"}
_CARDCOM: dict[str, tuple[set[str], set[str]]] = {
    "LowProfile/Create": (
        _CARDCOM_TERMINAL | {
            "Operation", "ReturnValue", "Amount", "ISOCoinId", "Language", "SuccessRedirectUrl", "FailedRedirectUrl",
        },
        {"WebHookUrl", "Document"},
    ),
    "LowProfile/GetLpResult": (_CARDCOM_TERMINAL | {"LowProfileId"}, set()),
    "Transactions/Transaction": (
        _CARDCOM_TERMINAL | {"Amount", "Token", "CardExpirationMMYY", "ISOCoinId", "ExternalUniqTranId"},
        {"NumOfPayments", "CVV2", "Document"},
    ),
    "Transactions/GetTransactionByExternalUniqTran": (_CARDCOM_TERMINAL | {"ExternalUniqTranId"}, set()),
    "Transactions/RefundByTransactionId": (
        {"ApiName", "ApiPassword", "TransactionId"}, {"PartialSum", "CancelOnly", "AllowMultipleRefunds"},
    ),
}  # fmt: skip
TOKEN = "6f6d1d2e-0000-4000-8000-00000000c0de"
DECLINED_TOKEN = "6f6d1d2e-0000-4000-8000-0000000dec11"


class CardCom(ClearingHouse):
    """Terminal 1000 of api name test-api. `pages` are those opened; `fill_in` plays the holder."""

    user, password = "test-api", "s3cret-Card"

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, dict[str, Any]] = {}
        self.by_reference: dict[str, dict[str, Any]] = {}

    def answer(self, call: str, body: dict[str, Any]) -> dict[str, Any]:
        needed, more = _CARDCOM[call]
        if needed - set(body) or set(body) - needed - more:
            return {"ResponseCode": 5555, "Description": "members are missing or unknown"}
        if body["ApiName"] != self.user or body.get("TerminalNumber", 1000) != 1000:
            return {"ResponseCode": 5033, "Description": "wrong terminal or user"}
        return {
            "LowProfile/Create": self._create,
            "LowProfile/GetLpResult": self._result,
            "Transactions/Transaction": self._transaction,
            "Transactions/GetTransactionByExternalUniqTran": self._look_up,
            "Transactions/RefundByTransactionId": self._refund,
        }[call](body)

    def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        page = f"low-profile-{len(self.pages)}"
        self.pages[page] = {"asked": body, "result": {}}
        url = f"https://secure.cardcom.example/{page}"
        return {"ResponseCode": 0, "Description": "OK", "LowProfileId": page, "Url": url}

    def _result(self, body: dict[str, Any]) -> dict[str, Any]:
        nothing = {"ResponseCode": 0, "Description": "OK", "TranzactionInfo": None, "TokenInfo": None}
        result: dict[str, Any] = self.pages[body["LowProfileId"]]["result"]
        return nothing | result

    def _look_up(self, body: dict[str, Any]) -> dict[str, Any]:
        nothing = {"ResponseCode": 5119, "Description": "no such transaction", "TranzactionId": 0}
        return self.by_reference.get(body["ExternalUniqTranId"], nothing)

    def fill_in(self, page: str, *, charged: bool, token: bool = True) -> None:
        done = {"ResponseCode": 0, "Description": "approved", "TranzactionId": 880001}
        made = {"Token": TOKEN, "CardMonth": 7, "CardYear": 2031, "TokenExDate": "20310801"}
        self.pages[page]["result"] = {
            "TranzactionInfo": done if charged else None,
            "TokenInfo": made if token else None,
        }

    def _transaction(self, body: dict[str, Any]) -> dict[str, Any]:
        reference = body["ExternalUniqTranId"]
        if reference in self.by_reference:
            return {"ResponseCode": 608, "Description": "the reference was used"}
        code = 4 if body["Token"] == DECLINED_TOKEN else 0
        answer = {
            "TranzactionId": 770000 + len(self.calls),
            "ResponseCode": code,
            "Description": "סירוב" if code else "הצלחה",
        }
        self.by_reference[reference] = answer
        if not code:
            self.charged.append(body)
        return answer

    def _refund(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["ApiPassword"] != self.password:
            return {"ResponseCode": 5034, "Description": "wrong password"}
        self.charged.append({"refund": body})
        return {"ResponseCode": 0, "Description": "OK", "NewTranzactionId": 990001}
