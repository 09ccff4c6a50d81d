"""Forms in, compact JSON out; who calls; and the order in which a bad call is told so."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from pinkas.actions.keys import signature_of
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

from .system import FORM, System, another_system, open_system


def test_a_reply_is_compact_and_repeats_the_nonce_as_text(system: System) -> None:
    signed = system.signed()
    reply = system.send("get-stores", urlencode({**signed, "ses": system.ses}))
    told = f'{{"nonce":"{signed["nonce"]}","status":1,"data":[{{"id":1,"value":"Пример ООД","name":"Пример ООД"}}]}}'
    assert reply.body.decode() == told
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert (reply.headers["cache-control"], reply.headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_the_published_vectors_are_what_we_compute() -> None:
    key, secret = "k7p2m9x4q1v8b3n6t5r0w2y8z4c6d1f3", "n4t7w1z8c5v2b9m6x3q0p7r4k1s8d5g2"
    signatures = [signature_of(secret, key, f"179500000{last}", "10017") for last in (1, 4)]
    assert signatures == [
        "9E47945E130063EDC526663490358CFD23C60F55DF0DCEB4BD43209451ABD473",
        "624A0285B4A7D1F34F4E8885D468907DE99E9AC75BB9222C630BE2E923C1B76E",
    ]


def test_login_opens_a_session_and_nothing_else_does(system: System) -> None:
    fields = {**system.signed(), "WareHouseID": system.number, "UserID": system.user}
    reply = system.send("login", urlencode(fields))
    assert list(reply.data) == ["session_id"]
    assert re.fullmatch("[0-9a-f]{32}", reply.data["session_id"])
    again = system.send("login", urlencode(fields))  # the very same nonce
    assert again.body.decode() == f'{{"nonce":"{fields["nonce"]}","status":0,"error_message":"Authentication Error"}}'
    for wrong in (
        {"WareHouseID": system.number + 1},
        {"UserID": system.user + 1},
        {"UserID": "x"},
        {"api_key": "short"},
    ):
        assert system.send("login", urlencode({**fields, **system.signed(), **wrong})).error == "Authentication Error"
    lower = system.signed()
    lower["signature"] = lower["signature"].lower()
    assert system.send("login", urlencode({**fields, **lower})).data["session_id"]


def test_what_is_missing_is_said_before_who_calls(system: System) -> None:
    wrong = {"api_key": "nobody-has-this", "nonce": 5, "signature": "00"}
    for absent, told in {
        "api_key": "Missing value for api_key",
        "nonce": "Missing value for nonce",
        "signature": "Missing value for signature",
        "ses": "Missing value for ses",
        "OperationID": "Missing value for OperationID",
    }.items():
        fields = {**wrong, "ses": "x", "OperationID": 1, absent: ""}
        reply = system.send("get-operation", urlencode(fields))
        assert (reply.error, reply.json["nonce"]) == (told, "" if absent == "nonce" else "5")
    assert (
        system.send("get-operation", "").body == b'{"nonce":"","status":0,"error_message":"Missing value for api_key"}'
    )
    assert system.send("login", urlencode(system.signed())).error == "Missing value for WareHouseID"
    # Everything is there: now it is who calls, then the session, then what the arguments hold.
    assert (
        system.send("get-operation", urlencode({**wrong, "ses": "x", "OperationID": "x"})).error
        == "Authentication Error"
    )
    assert system.call("get-operation", ses="x", OperationID="x").error == "Session expired"
    assert system.call("get-operation", OperationID="x").error == "Wrong value for OperationID"


@pytest.mark.parametrize("nonce", ["0", "-5", "1.5", "abc", "9" * 19, "18446744073709551616", "007", "1e9"])
def test_a_nonce_that_is_none(system: System, nonce: str) -> None:
    reply = system.send("get-stores", urlencode({**system.signed(nonce), "ses": system.ses}))
    assert (reply.error, reply.json["nonce"]) == ("Authentication Error", nonce)


def test_nonces_rise_and_only_a_signed_call_uses_one_up(house: House) -> None:
    system = open_system(house)
    high = system.signed(10**17)
    forged = {**high, "signature": "0" * 64, "ses": system.ses}
    assert system.send("get-stores", urlencode(forged)).error == "Authentication Error"
    assert system.send("get-stores", urlencode({**high, "ses": system.ses})).data
    # A call that is refused for its values has used its nonce up as well, and a lower one comes too late.
    assert system.send("get-stores", urlencode({**high, "ses": system.ses})).error == "Authentication Error"
    assert system.call("get-stores").error == "Authentication Error"
    assert system.send("get-stores", urlencode({**system.signed(10**17 + 7), "ses": system.ses})).data


def test_a_session_is_its_keys_own_and_ends_unused(house: House, system: System, clock: MovableClock) -> None:
    other = another_system(house, system.caller, user=2)
    assert other.call("get-stores", ses=system.ses).error == "Session expired"
    system.log_in()
    clock.move(minutes=59)
    assert system.call("get-stores").data
    clock.move(minutes=60)
    assert system.call("get-stores").error == "Session expired"
    assert system.log_in()


def test_what_the_examples_send_besides_is_ignored(system: System) -> None:
    assert system.call("get-stores", WareHouseID=system.number, UserID=system.user, nothing="here").data


def test_other_verbs_methods_and_bodies(system: System) -> None:
    refused = system.send("get-stores", "", verb="GET")
    assert (refused.status, refused.headers["allow"], refused.error) == (405, "POST", "Only POST is served")
    unknown = system.send("get-everything", "nonce=77")
    assert (unknown.status, unknown.json) == (404, {"nonce": "77", "status": 0, "error_message": "Unknown method"})
    assert system.send("get-everything", "", verb="GET").status == 404
    assert system.send("", "nonce=1").status == 404
    for kind in (
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=cp1251",
    ):
        assert system.send("get-stores", "{}", {"Content-Type": kind}).status == 415
    large = system.send("get-stores", b"a=" + b"x" * (2 * 1024 * 1024))
    assert (large.status, large.error) == (413, "The request body is larger than 2097152 bytes.")
    assert system.send("get-stores", "a" * 100, {**FORM, "Content-Encoding": "gzip"}).status == 415


def test_forms_are_read_as_php_reads_them(system: System) -> None:
    """The last of several counts, an array is none where one value is meant, and what is no text fits nowhere."""
    assert system.call("get-stores", ("ses", "x")).error == "Session expired"
    assert system.call("get-stores", ("ses", system.ses), ses="x").data
    for body in (
        "OperationID[]=1",
        "OperationID=%ff",
        "OperationID=%00",
        "OperationID[x]=1",
        "OperationID=1&OperationID[]=2",
    ):
        signed = urlencode({**system.signed(), "ses": system.ses})
        assert system.send("get-operation", f"{signed}&{body}").error == "Wrong value for OperationID", body
    for body in ("OperationID", "OperationID=", "OperationID=+", "%4FperationID=&=5&&&"):
        signed = urlencode({**system.signed(), "ses": system.ses})
        assert system.send("get-operation", f"{signed}&{body}").error == "Missing value for OperationID", body
    padded = "&".join(f"x{place}=" for place in range(1200))
    late = system.send("get-stores", f"{padded}&{urlencode({**system.signed(), 'ses': system.ses})}")
    assert late.error == "Missing value for api_key"


def test_who_may_only_look_changes_nothing(house: House, system: System) -> None:
    auditor = another_system(house, system.caller, user=4)
    users = auditor.call("get-users").data
    assert [user["UserRole"] for user in users] == ["admin", "user", "user", "odit"]
    refused = auditor.call(
        "add-cash-register-amount", ServiceIssuedSumSum=5, ServiceIssuedSumType="Debit", CashRegisterID=1
    )
    assert refused.error == "This user may not change anything"
