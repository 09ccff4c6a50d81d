"""Charges and what is kept of cards: once, whatever happens; nothing of a number; nothing posted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from pinkas.shell.logs import CARD, redact_text
from pinkas.storage.pool import DatabaseUnavailableError
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Reply, Shop, open_shop

from .asking import ext

NUMBER, CODE, HOLDER = "4580123456789015", "8317", "039337423"
CARD_OF = {"CCNumber": "4580 1234-5678 9015", "CCExpDate": "1230", "CVV": CODE, "CCHolderTZ": HOLDER}
LOST, NEVER = "4580000000005041", "4580000000004044"


def charge(shop: Shop, key: str | None = None, query: str = "", **members: object) -> Reply:
    headers = {} if key is None else {"Idempotency_Key": key}
    return shop.ask("POST", f"ChargeCreditCard{query}", {**CARD_OF, "Amount": 100, **members}, **headers)


def states(shop: Shop) -> list[str]:
    return [row["State"] for row in ext(shop, "GET", "charges").json["Results"]]


@pytest.fixture
def owner(owner_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        yield connection


def everything(owner: psycopg.Connection) -> str:
    """Every row of every table, binary columns as text too."""
    tables = owner.execute(
        "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables"
        " where schemaname in ('books', 'directory')"
    ).fetchall()
    rows = [str(row[0]) for (table,) in tables for row in owner.execute(f"select t::text from {table} t")]
    blobs = owner.execute("select encode(body_hash, 'escape') from books.idempotency").fetchall()
    return "\n".join([*rows, *(str(blob) for (blob,) in blobs)])


def test_numbers_and_codes_are_kept_nowhere(
    shop: Shop, owner: psycopg.Connection, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shop.contact("c")
    assert shop.ask("POST", "CreditCard", {**CARD_OF, "ContactId": "c"}, Idempotency_Key="card").status == 201
    shop.ask("POST", "CreditCard", {**CARD_OF, "CCNumber": NUMBER[:-1] + "4", "ContactId": "c"})
    answers = [charge(shop, "k", ContactId="c"), charge(shop, "k", ContactId="c"), charge(shop, CCExpDate="1399")]
    answers += [charge(shop, CCNumber=NUMBER + "x"), charge(shop, Amount=-1), charge(shop, IsRefund=True)]
    assert [answer.status for answer in answers] == [200, 200, 400, 400, 400, 200]
    kept = everything(owner)
    assert "9015" in kept  # the last four digits are, so the search does search
    logged = "".join(capfd.readouterr()) + caplog.text
    for place in (kept, logged, *(answer.text for answer in answers)):
        for secret in (NUMBER, "4580 1234", "4580-1234", "458012345678"):
            assert secret not in place
    for secret in (f'"{CODE}"', f",{CODE},", f"({CODE}", HOLDER):
        assert secret not in kept
        assert secret not in logged
    assert redact_text(f"charging {NUMBER}") == f"charging {CARD}"


def test_a_charge_posts_nothing(shop: Shop, owner: psycopg.Connection) -> None:
    shop.contact("c")
    assert charge(shop, ContactId="c").json["Success"]
    counts = "select (select count(*) from books.{} where business_id = %s)"
    for table in ("entry", "document_index", "till_line", "voucher", "settlement"):
        assert owner.execute(counts.format(table), [shop.business]).fetchone() == (0,)
    assert shop.balance("c") == 0


def test_one_key_twice_at_once_charges_once(house: House, shop: Shop, owner: psycopg.Connection) -> None:
    twins = [Shop(house, shop.tax_number, shop.business, shop.token) for _ in range(6)]
    with ThreadPoolExecutor(len(twins)) as pool:
        answers = list(pool.map(lambda twin: charge(twin, "k"), twins))
    for twin in twins:
        twin.close()
    assert {answer.status for answer in answers} <= {200, 409}
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert states(shop) == ["approved"]
    remembered = "select count(*) from books.sandbox_charge where business_id = %s"
    assert owner.execute(remembered, [shop.business]).fetchone() == (1,)
    assert charge(shop, "k").json["Success"]


def test_the_database_is_away_when_the_outcome_is_to_be_written(
    house: House, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    faithful = type(house.desk.store).write

    async def write(store: object, function: str, *rest: object, **named: object) -> object:
        if function == "record_charge_v1":
            raise DatabaseUnavailableError("gone")
        return await faithful(store, function, *rest, **named)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(type(house.desk.store), "write", write)
    lost = charge(shop, "k")
    assert (lost.status, lost.json["Success"]) == (502, False)
    monkeypatch.undo()
    under_way = charge(shop, "k", "?inCaseOfErrorReturnHttpCode=200")
    assert (under_way.status, under_way.json["Success"]) == (409, False)  # nobody says yet that it was broken off
    assert charge(shop, "other", "?inCaseOfErrorReturnHttpCode=200", Amount=-1).status == 200  # an error as any other
    house.clock.move(seconds=91)
    found = charge(shop, "k")
    assert (found.status, found.json["Success"], states(shop)) == (200, True, ["approved"])


def test_a_charge_is_looked_up_and_settled_once(shop: Shop) -> None:
    assert [charge(shop, CCNumber=number).status for number in (LOST, NEVER)] == [502, 502]
    lost, never = (row["ChargeId"] for row in ext(shop, "GET", "charges?open=true").json["Results"])
    assert ext(shop, "POST", f"charges/{lost}/look-up").json["State"] == "approved"
    assert ext(shop, "POST", f"charges/{lost}/settle", {"State": "declined"}).status == 400
    settled = ext(shop, "POST", f"charges/{never}/settle", {"State": "declined", "Details": f"it was {NUMBER}"})
    assert (settled.json["State"], settled.json["Message"]) == ("declined", "it was [card]")
    assert ext(shop, "POST", f"charges/{never}/look-up").json["State"] == "declined"
    assert states(shop) == ["approved", "declined"]


def test_two_refunds_at_once_give_back_no_more_than_was_paid(house: House, shop: Shop) -> None:
    paid = charge(shop).json["ReferenceNumber"]
    twins = [Shop(house, shop.tax_number, shop.business, shop.token) for _ in range(4)]
    back = {"Amount": 60, "IsRefund": True, "ReferenceNumber": paid}
    with ThreadPoolExecutor(len(twins)) as pool:
        answers = list(pool.map(lambda twin: charge(twin, **back), twins))
    for twin in twins:
        twin.close()
    assert sorted(answer.status for answer in answers) == [200, 400, 400, 400]
    assert charge(shop, **{**back, "Amount": 40}).status == 200
    assert charge(shop, **{**back, "Amount": "0.01"}).status == 400


def test_another_businesss_token_is_no_token(shop: Shop) -> None:
    token = shop.ask("POST", "CreditCard", CARD_OF).json["CCNumberToken"]
    other = open_shop(shop.house)
    refused = charge(other, CCNumber=None, CCNumberToken=token)
    assert (refused.status, refused.json["ShvaResponse"]) == (400, "the sandbox made no such token")
    other.close()
