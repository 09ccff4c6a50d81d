"""Tokens: ten sliding minutes, one business each, as many at once as one likes; and who may have one."""

from __future__ import annotations

import re

import psycopg
import pytest

from pinkas.testing.house import House

from .shop import PASSWORD, USER, Shop, open_shop


def test_a_token_is_a_string_of_48_upper_case_hex_digits(shop: Shop) -> None:
    assert re.fullmatch("[0-9A-F]{48}", shop.token)


def test_every_call_restarts_the_ten_minutes(shop: Shop) -> None:
    calls = (
        ("GET", "Documents/nothing", 404),
        ("POST", "Contacts", 400),
        ("DELETE", "Contacts/nothing", 404),
        ("PRINT", "Documents/nothing", 404),
        ("HEAD", "Contacts", 200),
        ("GET", "Pdf/nothing", 404),
    )
    for verb, target, status in calls:  # a refused call is a call
        shop.house.clock.move(minutes=9, seconds=59)
        assert shop.ask(verb, target).status == status
    shop.house.clock.move(minutes=10)
    assert shop.get("Contacts").status == 401


def test_a_call_that_asks_for_no_token_restarts_nothing(shop: Shop) -> None:
    shop.house.clock.move(minutes=9)
    assert shop.ask("OPTIONS", "Contacts").status == 200
    shop.house.clock.move(minutes=1)
    assert shop.get("Contacts").status == 401


def test_a_new_token_kills_no_older_one(shop: Shop) -> None:
    older = shop.token
    assert shop.log_in() != older
    assert shop.get(f"Contacts?token={older}").status == 200
    shop.house.clock.move(minutes=9)
    assert shop.get(f"Contacts?token={older}").status == 200
    shop.house.clock.move(minutes=1)
    assert shop.get("Contacts").status == 401  # the newer one slept
    assert shop.get(f"Contacts?token={older}").status == 200


def test_a_token_is_for_one_business(shop: Shop, operated: House) -> None:
    other = open_shop(operated)
    other.contact("theirs")
    assert shop.get("Contacts/theirs").status == 404
    assert other.get(f"Contacts/theirs?token={shop.token}").status == 404
    other.close()


def test_tokens_and_passwords_are_kept_nowhere(shop: Shop, owner_dsn: str) -> None:
    shop.ask("POST", "Contacts", {"ContactId": "c"}, Idempotency_Key="k")
    with psycopg.connect(owner_dsn) as owner:
        tables = owner.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('books', 'directory')"
        ).fetchall()
        kept = "\n".join(str(row) for (table,) in tables for row in owner.execute(f"select t::text from {table} t"))
    assert shop.token not in kept
    assert shop.token.lower() not in kept
    assert PASSWORD not in kept


def test_the_only_business_needs_no_number_and_leading_zeros_may_be_lost(shop: Shop) -> None:
    house = shop.house
    name = f"single-{shop.business}"
    business = house.open_business(f"{12345678 + shop.business:09d}")
    house.add_user(name, PASSWORD, business)
    number = str(12345678 + shop.business)
    for query in ("", f"&osekMorshe={number}", f"&osekMorshe=0{number}", f"&OsekMorshe={number}&d=1"):
        token = shop.send("GET", f"/api/v1/Token?user={name}&pwd={PASSWORD}{query}").json
        assert shop.get(f"Contacts?token={token}").status == 200
    posted = shop.send(
        "POST",
        "/api/v1/Token",
        f'{{"UserName":"{name}","Password":"{PASSWORD}","BusinessId":"{business}"}}'.encode(),
        {"Content-Type": "application/json"},
    )
    assert posted.status == 200


@pytest.mark.parametrize("named", ["number", "id"])
def test_a_user_enters_their_own_businesses_only(shop: Shop, named: str) -> None:
    name = f"stranger-{named}-{shop.business}"
    own = shop.house.open_business(str(700_000_000 + shop.business))
    shop.house.add_user(name, PASSWORD, own)
    member = {"number": f'"OsekMorsheNumber":"{shop.tax_number}"', "id": f'"BusinessId":"{shop.business}"'}[named]
    body = f'{{"UserName":"{name}","Password":"{PASSWORD}",{member}}}'.encode()
    refused = shop.send("POST", "/api/v1/Token", body, {"Content-Type": "application/json"})
    assert (refused.status, refused.text) == (401, "Invalid user name or password")


def test_user_names_in_any_letter_case(shop: Shop) -> None:
    query = f"user=%20{USER.upper()}%20&pwd={PASSWORD}&osekMorshe={shop.tax_number}"
    assert shop.send("GET", f"/api/v1/Token?{query}").status == 200
    assert shop.contact("c").json["UserCreated"] == "ruth"
