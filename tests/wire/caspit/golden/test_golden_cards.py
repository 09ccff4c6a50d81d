"""A card's full number and its security code go nowhere: not into an answer, not into the database, not on paper."""

from __future__ import annotations

import psycopg
import pypdfium2
import pytest

from .shop import Shop

CARDS = ("4580123456789010", "4580-1234-5678-9010", "4580 1234 5678 9010", " 4580123456789010 ")
CODE = "7z!q"  # no digits alone: they would be found in any hexadecimal


def everything(owner_dsn: str) -> str:
    """Every row of every table, as text."""
    with psycopg.connect(owner_dsn) as owner:
        tables = owner.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('books', 'directory')"
        ).fetchall()
        assert len(tables) > 20
        rows = [row[0] for (table,) in tables for row in owner.execute(f"select t::text from {table} t").fetchall()]
    return "\n".join(rows)


def holds_card(text: str) -> bool:
    digits = "".join(sign for sign in text if sign not in " -")
    return "458012345678901" in digits


@pytest.mark.parametrize("number", CARDS)
def test_a_customers_saved_card(shop: Shop, owner_dsn: str, number: str) -> None:
    members = {"CCNumber": number, "CCExpDate": "0228", "CVV": CODE, "CCNumberToken": "tok-1"}
    answers = [
        shop.contact("c", **members),
        shop.ask("PUT", "Contacts/c", members, Idempotency_Key="k"),
        shop.ask("PUT", "Contacts/c", members, Idempotency_Key="k"),
        shop.get("Contacts/c"),
        shop.get("Contacts"),
    ]
    for answer in answers:
        assert '"CCNumberToken":"tok-1","CCNumber":"9010","CCExpDate":"0228","CVV":null,' in answer.text
        assert not holds_card(answer.text)
    stored = everything(owner_dsn)
    assert not holds_card(stored)
    assert CODE not in stored


@pytest.mark.parametrize("payment_type", [3, 4, 5, 6, 7, 8])
def test_a_payment_by_card(shop: Shop, owner_dsn: str, payment_type: int) -> None:
    lines = [{"PaymentTypeId": payment_type, "AccountNumber": number, "Payment": 100} for number in CARDS]
    answers = [shop.receipt("rec-1", ReceiptLines=lines), shop.receipt("rec-1", ReceiptLines=lines)]
    assert not holds_card(everything(owner_dsn))
    shop.print("rec-1")
    answers += [shop.get("Documents/rec-1"), shop.get("Documents")]
    for answer in answers:
        assert answer.text.count('"AccountNumber":"9010"') == 4
        assert not holds_card(answer.text)
    assert not holds_card(everything(owner_dsn))
    paper = pypdfium2.PdfDocument(shop.get("Pdf/rec-1").body)
    words = paper[0].get_textpage().get_text_bounded()
    paper.close()
    assert "9010" in words
    assert not holds_card(words)


def test_a_card_that_cannot_be_read_is_not_repeated(shop: Shop) -> None:
    long = "4580123456789010" * 4
    for refused in (
        shop.contact("c", CCNumber=long, CVV=long, CCExpDate=long, CCNumberToken=long, BankAcctNumber=long),
        shop.contact("c", CCNumber=["4580123456789010"], CVV={"code": CODE}, CCExpDate=[]),
        shop.receipt("rec-1", ReceiptLines=[{"PaymentTypeId": 4, "AccountNumber": long, "Payment": "x"}]),
        shop.receipt("rec-1", ReceiptLines=[{"PaymentTypeId": 4, "AccountNumber": ["4580123456789010"]}]),
        shop.ask("POST", "Contacts", b'{"CCNumber":"4580123456789010",'),
    ):
        assert refused.status == 400
        assert not holds_card(refused.text)
        assert CODE not in refused.text


def test_a_short_card_number_is_what_it_is(shop: Shop) -> None:
    for sent, kept in (("9010", "9010"), ("10", "10"), ("****9010", "9010"), ("none", None), ("", None)):
        assert shop.contact("c", CCNumber=sent).json["CCNumber"] == kept
