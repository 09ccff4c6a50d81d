"""Tampering by the database's own owner, and what verify says of it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import psycopg
import pytest

from pinkas.actions.contacts import remove_contact, save_contact
from pinkas.actions.desk import Caller
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import cancel_document, issue_document
from pinkas.actions.mail_texts import MailText
from pinkas.actions.mail_wording import drop_text, write_text
from pinkas.actions.mailing import MailOrder, mail_document
from pinkas.actions.papers import document_pdf
from pinkas.actions.products import remove_product, save_product
from pinkas.books.contact import Contact
from pinkas.books.document import Party
from pinkas.books.draft import DocumentOrder, SourceName, TenderOrder
from pinkas.books.lines import LineOrder
from pinkas.books.product import Product
from pinkas.storage.documents import by_key
from pinkas.storage.heads import HeadsError, append_heads, read_heads
from pinkas.storage.verify import Checkpoint, Finding, verify_business
from pinkas.storage.verify import books as verify_books
from pinkas.testing.books import caller_of
from pinkas.testing.house import House

from .tamperings import TAMPERINGS

PARTY = Party(name='נגריית אלון בע"מ')


@pytest.fixture(scope="module")
def caller(house: House) -> Caller:
    """A business with every kind of record: paid, part paid, cancelled, void, handed out, and drafts."""
    business = house.open_business("514000009")
    login = house.add_user("ruth", "s3cret-word", business)
    caller = caller_of(business, login)
    house.run(_fill(house, caller))
    return caller


async def _fill(house: House, caller: Caller) -> None:
    desk = house.desk
    await save_contact(desk, caller, "alon", Contact(name="אלון", opening_balance=Decimal("10.50")))
    await save_contact(desk, caller, "alon", Contact(name='נגריית אלון בע"מ'))
    await save_contact(desk, caller, "gone", Contact(name="איננו"))
    await remove_contact(desk, caller, "gone")
    for key in ("inv-1", "inv-2", "inv-3"):
        await save_draft(desk, caller, _invoice(key))
        await issue_document(desk, caller, by_key(key))
    await document_pdf(desk, caller, by_key("inv-1"), "he")
    for key, amount, pays in (
        ("rcp-1", "295", ("inv-1",)),
        ("rcp-2", "100.00", ("inv-2",)),
        ("rcp-3", "50", ("inv-2",)),
    ):
        await save_draft(desk, caller, _receipt(key, amount, pays))
        await issue_document(desk, caller, by_key(key))
    await cancel_document(desk, caller, by_key("rcp-3"))
    await cancel_document(desk, caller, by_key("inv-3"))
    for key in ("shelf", "gone"):
        await save_product(
            desk, caller, key, Product(name="מדף", sale_price1=Decimal(20), currency="ILS"), in_stock=Decimal(10)
        )
    await remove_product(desk, caller, "gone")
    for key in ("inv-4", "inv-5"):
        goods = (LineOrder(product="shelf", quantity=Decimal(3)),)
        await save_draft(desk, caller, replace(_invoice(key), lines=goods))
        await issue_document(desk, caller, by_key(key))
    await cancel_document(desk, caller, by_key("inv-5"))
    for key in ("inv-1", "inv-2"):
        await mail_document(desk, caller, by_key(key), MailOrder(language="he", to="dana@example.com"))
    for kind in ("tax_invoice", "receipt"):
        await write_text(desk, caller, kind, "he", MailText("נושא", "גוף"))
    await drop_text(desk, caller, "receipt", "he")
    await save_draft(desk, caller, _invoice("draft-1"))
    await save_draft(desk, caller, _invoice("void-1"))
    await cancel_document(desk, caller, by_key("void-1"))


def _invoice(key: str) -> DocumentOrder:
    lines = (
        LineOrder(name="מדף", unit_price=Decimal("250.00")),
        LineOrder(name="ספר", unit_price=Decimal(10), charges_vat=False),
    )
    return DocumentOrder(
        key=key, kind="tax_invoice", series=98, contact_key="alon", party=PARTY, class_number=3, lines=lines,
        channel="api",
    )  # fmt: skip


def _receipt(key: str, amount: str, pays: tuple[str, ...]) -> DocumentOrder:
    return DocumentOrder(
        key=key, kind="receipt", series=98, contact_key="alon", party=PARTY, class_number=2, channel="api",
        tenders=(TenderOrder(type="cash", amount=Decimal(amount)),), sources=tuple(SourceName(key=one) for one in pays),
    )  # fmt: skip


def _verified(house: House, caller: Caller, **options: Any) -> Finding | None:
    return house.run(verify_business(house.desk.store, caller.business, **options))


class _Uncommitted:
    """A store whose reads see what one transaction changed and will never commit."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    @contextlib.asynccontextmanager
    async def transaction(self, **_: object) -> AsyncIterator[asyncpg.Connection]:
        yield self._connection

    async def value(self, sql: str, *values: object) -> Any:
        return await self._connection.fetchval(sql, *values)


async def _after(connection: dict[str, Any], business: int, *tampering: str, **options: Any) -> Finding | None:
    """What verify says after its owner tampered, triggers and foreign keys out of the way."""
    owner = await asyncpg.connect(**{**connection, "user": "pinkas_admin"})
    try:
        change = owner.transaction()
        await change.start()
        await owner.execute("set local session_replication_role = replica")
        for statement in tampering:
            done = await owner.execute(statement)
            assert not done.endswith(" 0"), f"changed nothing: {statement}"
        return await verify_business(_Uncommitted(owner), business, **options)  # type: ignore[arg-type]
    finally:
        await owner.close()


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_named(house: House, caller: Caller, connection: dict[str, Any], what: str) -> None:
    statement, record = TAMPERINGS[what]
    finding = house.run(_after(connection, caller.business, statement))
    assert finding is not None
    assert finding.record.startswith(record), str(finding)


def test_untouched_books_are_whole(house: House, caller: Caller) -> None:
    assert _verified(house, caller) is None


def test_a_cut_end_is_noticed_from_a_signed_head(
    house: House, caller: Caller, connection: dict[str, Any], tmp_path: Path
) -> None:
    """With the head row set back as well, the chain alone cannot know; the head signed before does."""
    path = tmp_path / "heads.jsonl"
    assert house.run(append_heads(path, house.desk.store, house.desk.keyring, house.clock.now())) == 1
    signed = read_heads(path, house.desk.keyring)[-1]
    cut = (
        "delete from books.daybook where position = (select max(position) from books.daybook)",
        "update books.head h set position = d.position, link = d.link from (select position, link from books.daybook"
        " order by position desc limit 1) d",
    )
    point = Checkpoint(signed.position, bytes.fromhex(signed.link))
    finding = house.run(_after(connection, caller.business, *cut, start=point))
    assert finding is not None
    assert finding.record == f"daybook line {signed.position}"


def test_a_forged_head_is_refused(house: House, caller: Caller, tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    house.run(append_heads(path, house.desk.store, house.desk.keyring, house.clock.now()))
    path.write_text(path.read_text().replace('"position":', '"position":1'))
    with pytest.raises(HeadsError, match="line 1 does not bear its signature"):
        read_heads(path, house.desk.keyring)


def test_goes_on_from_a_checkpoint_in_ranges(house: House, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_books, "RANGE", 5)
    reached: list[Checkpoint] = []
    assert _verified(house, caller, reached=reached.append) is None
    assert [point.position for point in reached[:3]] == [5, 10, 15]
    again: list[Checkpoint] = []
    assert _verified(house, caller, start=reached[1], reached=again.append) is None
    assert again[0].position == 15


def test_the_restricted_role_may_not_tamper(house: House, caller: Caller, connection: dict[str, Any]) -> None:
    async def attempt(statement: str) -> str:
        server = await asyncpg.connect(**connection)
        try:
            await server.execute(statement)
        except asyncpg.InsufficientPrivilegeError as error:
            return type(error).__name__
        finally:
            await server.close()
        return "done"

    for table in (
        "document",
        "document_line",
        "posting",
        "entry",
        "daybook",
        "settlement",
        "legal_number",
        "till_line",
    ):
        assert house.run(attempt(f"delete from books.{table}")) == "InsufficientPrivilegeError"
        assert house.run(attempt(f"update books.{table} set business_id = 2")) == "InsufficientPrivilegeError"
    assert house.run(attempt("update books.document_index set key = 'x'")) == "InsufficientPrivilegeError"
    assert house.run(attempt("create table books.more (x int)")) == "InsufficientPrivilegeError"


def test_the_owner_meets_the_triggers(owner_dsn: str, caller: Caller) -> None:
    del caller
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        for statement in (
            "delete from books.posting", "update books.document set total = 0", "truncate books.daybook cascade",
            "update books.document_index set key = 'x'", "delete from books.document_index",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="never changed or removed"):
                owner.execute(statement)
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="does not balance"):
            owner.execute(
                "with e as (insert into books.entry values (1, 99, now(), now(), now(), now(), 2, 5) returning 1)"
                " insert into books.posting values (1, 99, 1, 'receivable', 0, 5, 'ILS', 5, 1),"
                " (1, 99, 2, 'income:3', 0, -4, 'ILS', -4, 1)"
            )
