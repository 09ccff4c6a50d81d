"""What the tax authority answers, as outcomes; and its interface when it cannot be reached, or says too little."""

from __future__ import annotations

import asyncio
import json
import socket
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2
import pytest

from pinkas.actions.allocation.settings import TaxAuthoritySettings, application_of
from pinkas.actions.desk import Caller
from pinkas.actions.ports import Application, Ruling, Tokens, TokenTrouble
from pinkas.books.tax_number import is_israeli_number
from pinkas.connectors.tax_authority import ShaamClient, reading
from pinkas.testing.authority import CLIENT, Authority

ID = UUID("0198f1d2-0000-7000-8000-000000000001")
CALLER = Caller(
    business=1, tax_number="514000009", country="IL", zone=ZoneInfo("Asia/Jerusalem"), currency="ILS", login=1,
    actor="test", operator=False,
)  # fmt: skip
REFUSED = {"status": 200, "confirmation_number": "0", "approved": False}


def _errors(*codes: int) -> bytes:
    errors = [{"code": code, "message": f"m{code}", "param": "", "location": "body"} for code in codes]
    return json.dumps({**REFUSED, "message": {"errors": errors}}).encode()


def _application(host: str) -> Application:
    return Application(
        client_id=CLIENT[0], client_secret=CLIENT[1], environment="tsandbox", login_host=host, host=host,
        lookup_host=host, approval_path="Invoices/v2/Approval", lookup_path="/invoice-information/v2/details",
        decision_path="InvoiceDecisionApi/v1/", software_number=1, vat_number=514000009, user_id=5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "ruling", "code"),
    [
        (200, b'{"approved":true,"confirmation_number":"20260000000000000123456789"}', Ruling.APPROVED, None),
        (200, b'{"approved":true,"confirmation_number":0}', Ruling.UNKNOWN, "200"),
        (200, b'{"approved":false,"confirmation_number":"123456789"}', Ruling.UNKNOWN, "200"),
        *((200, _errors(code), Ruling.HELD, str(code)) for code in (460, 461, 462)),
        *((200, _errors(code), Ruling.REFUSED, str(code)) for code in (431, 432, 434, 435, 437, 446, 463)),
        (200, _errors(437, 460), Ruling.HELD, "460"),
        (200, b'{"message":[{"errors":[{"code":431,"message":"a"}]},{"errors":[]}]}', Ruling.REFUSED, "431"),
        (400, b"", Ruling.REFUSED, "400"),
        (401, b"{}", Ruling.UNAUTHORISED, "401"),
        (403, b"{}", Ruling.REFUSED, "403"),
        (404, b"{}", Ruling.REFUSED, "404"),
        (406, b"{}", Ruling.REFUSED, "406"),
        (422, _errors(422), Ruling.REFUSED, "422"),
        (429, b"", Ruling.NOT_SENT, "429"),
        (500, b'{"id":"e"}', Ruling.UNKNOWN, "500"),
        (503, b"", Ruling.NOT_SENT, "503"),
        (200, b"<html>", Ruling.UNKNOWN, "200"),
        (200, b"[1]", Ruling.UNKNOWN, "200"),
    ],
)
def test_every_answer_to_a_request_is_an_outcome(status: int, body: bytes, ruling: Ruling, code: str | None) -> None:
    found = reading.approval(status, body)
    assert (found.ruling, found.code) == (ruling, code)
    assert found.detail


def test_look_ups_and_decisions() -> None:
    flat = b'{"status":200,"confirmation_number":"123456789"}'
    nested = b'{"status":200,"message":{"invoice_id":"x","confirmation_number":123456789}}'
    assert [reading.details(200, body).number for body in (flat, nested)] == ["123456789"] * 2
    assert reading.details(404, b"{}").ruling is Ruling.NOT_FOUND
    assert [reading.details(200, _errors(code)).ruling for code in (461, 462)] == [Ruling.HELD] * 2
    assert reading.details(500, b"").ruling is Ruling.UNKNOWN
    assert reading.decision(200, b'{"status":200,"message":"Decision accepted"}').ruling is Ruling.ACCEPTED
    assert [reading.decision(200, _errors(code)).ruling for code in (462, 463, 431)] == [
        Ruling.DECIDED, Ruling.NOT_FOUND, Ruling.REFUSED,
    ]  # fmt: skip


def test_tokens() -> None:
    body = b'{"access_token":"a","expires_in":"601","refresh_token":"r","refresh_token_expires_in":7776000}'
    assert reading.tokens(200, body) == Tokens(access="a", access_seconds=601, refresh="r", refresh_seconds=7_776_000)
    assert reading.tokens(200, b'{"access_token":"a"}') == Tokens(access="a")
    trouble = [reading.tokens(status, b'{"error":"invalid_grant"}') for status in (400, 401, 500)]
    assert [one.final for one in trouble if isinstance(one, TokenTrouble)] == [True, True, False]
    assert repr(Tokens(access="abc", refresh="bcd")) == "Tokens(access_seconds=None, refresh_seconds=None)"


def test_nobody_there_and_a_name_that_is_none() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    for host in (address, "http://name.invalid"):
        found = asyncio.run(ShaamClient().look_up(_application(host), "t", ID, timeout_s=2))
        assert found.ruling in {Ruling.NOT_SENT, Ruling.UNKNOWN}
        assert isinstance(asyncio.run(ShaamClient().refresh(_application(host), "r", timeout_s=2)), TokenTrouble)


def test_paths_are_joined_and_a_request_is_looked_up_by_our_own_id() -> None:
    with Authority() as authority:
        access, _ = authority.grant()
        authority.approved[str(ID)] = "123456789"
        client, application = ShaamClient(), _application(authority.url)
        found = asyncio.run(client.look_up(application, access, ID, timeout_s=5))
        told = asyncio.run(client.decide(application, access, ID, "Continue", timeout_s=5))
    assert (found.ruling, found.number) == (Ruling.APPROVED, "123456789")
    assert (told.ruling, told.code) == (Ruling.NOT_FOUND, "463")
    assert authority.said("details") == [{"invoice_id": str(ID), "vat_number": "514000009"}]


def test_a_request_is_looked_up_at_a_host_of_its_own() -> None:
    with Authority() as asked, Authority() as looked_up:
        access, _ = looked_up.grant()
        looked_up.approved[str(ID)] = "123456789"
        application = replace(_application(asked.url), lookup_host=looked_up.url)
        found = asyncio.run(ShaamClient().look_up(application, access, ID, timeout_s=5))
    assert (found.ruling, asked.calls, len(looked_up.calls)) == (Ruling.APPROVED, [], 1)
    named = {
        environment: application_of(
            TaxAuthoritySettings(
                active=True, client_id="c", client_secret="s", user_id=5, software_number=1, environment=environment
            ),
            CALLER,
        ).lookup_host
        for environment in ("production", "tsandbox")
    }
    assert named == {"production": "https://openapi.taxes.gov.il", "tsandbox": "https://ita-api.taxes.gov.il"}


@pytest.mark.parametrize("path", ["details", "confirmationNumber"])
def test_the_stand_in_is_asked_with_the_documented_members_too(path: str) -> None:
    with Authority() as authority:
        access, _ = authority.grant()
        authority.approved[str(ID)] = "20260000000000000123456789"
        authority.customers[str(ID)] = 513579243
        address = f"{authority.url}/shaam/tsandbox/invoice-information/v2/{path}"

        def ask(**said: object) -> tuple[int, object]:
            answer = httpx2.post(address, json=said, headers={"authorization": f"Bearer {access}"})
            return answer.status_code, answer.json()["message"]

        for number in ("20260000000000000123456789", "123456789"):
            status, found = ask(customer_vat_number=513579243, confirmation_number=number, vat_number=514000009)
            assert isinstance(found, dict)
            assert (status, found["confirmation_number"]) == (200, "20260000000000000123456789")
        other = ask(customer_vat_number=512345670, confirmation_number="123456789", vat_number=514000009)
        assert other == (404, "Invoice not found")
        assert ask(confirmation_number="123456789", vat_number=514000009)[0] == 422


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("514000009", True), ("123456782", True), ("18", True), ("000000018", True), (" 514000009 ", True),
        ("514000008", False), ("999999999", False), ("000000000", False), ("5140000090", False), ("51400000a", False),
        ("", False), (None, False), ("٥١٤٠٠٠٠٠٩", False),
    ],
)  # fmt: skip
def test_israeli_numbers(number: str | None, good: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_israeli_number(number) is good
