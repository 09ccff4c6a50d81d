"""A shop with a till, reached through the actions: what is sold there, and what the books then say."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from pinkas.actions.businesses import Profile, RegisterOrder, caller_of_business, open_business
from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.drafts import find_document
from pinkas.actions.products import save_product
from pinkas.actions.till_orders import TillLineOrder, TillOrder, TillTenderOrder
from pinkas.actions.tills import record_and_tell
from pinkas.books.contact import Contact
from pinkas.books.document import StoredDocument
from pinkas.books.product import Product
from pinkas.books.references import RecordName
from pinkas.books.slip import SlipKind, SlipTender
from pinkas.storage import contacts, documents, transactions
from pinkas.storage.transactions import StoredTransaction
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

D = Decimal
_numbers = itertools.count(510_000_000, 7)


@dataclass
class Till:
    """One shop with register 21, item and customer, reached through the actions."""

    house: House
    caller: Caller

    def run(self, work: Callable[[Desk], Coroutine[Any, Any, Any]]) -> Any:
        return self.house.run(work(self.house.desk))

    def sell(self, *lines: TillLineOrder, paid: str | None = None, **more: Any) -> StoredTransaction:
        tenders = () if paid is None else (tender(paid),)
        order = TillOrder(
            kind=more.pop("kind", SlipKind.SALE), register=RecordName("number", "21"), channel="till", lines=lines,
            **{"tenders": tenders, "local_time": dt.datetime.fromisoformat("2026-03-11T16:22:41.317"), **more},
        )  # fmt: skip

        async def act(desk: Desk) -> StoredTransaction:
            saved = await record_and_tell(desk, self.caller, order)
            found = await transactions.by_serial(desk.store, self.caller.business, saved.record.serial)
            assert found is not None
            assert saved.record.stored == (found if saved.created else None)
            return found

        found: StoredTransaction = self.run(act)
        return found

    def document(self, serial: int) -> StoredDocument:
        found: StoredDocument = self.run(lambda desk: find_document(desk, self.caller, documents.by_serial(serial)))
        return found

    def balance(self) -> Decimal:
        async def act(desk: Desk) -> Decimal:
            found = await contacts.by_key(desk.store, self.caller.business, "c1")
            assert found is not None
            return found.receivable

        owed: Decimal = self.run(act)
        return owed

    def stock(self, key: str = "p1") -> Decimal:
        sql = """select coalesce(sum(s.quantity), 0) from books.stock s
                 join books.product p on p.business_id = s.business_id and p.serial = s.product
                 where s.business_id = $1 and p.key = $2"""
        found: Decimal = self.run(lambda desk: desk.store.value(sql, self.caller.business, key))
        return found

    def whole(self) -> None:
        finding = self.run(lambda desk: verify_business(desk.store, self.caller.business))
        assert finding is None, finding


def tender(amount: str, kind: str = "cash", **more: Any) -> TillTenderOrder:
    return TillTenderOrder(tender=SlipTender(uuid=uuid4(), type=kind, amount=D(amount), **more))


def line(quantity: str, price: str | None = None, product: str = "p1", **more: Any) -> TillLineOrder:
    return TillLineOrder(
        product=RecordName("key", product), quantity=D(quantity), price=None if price is None else D(price), **more
    )


def back(quantity: str, sold: UUID) -> TillLineOrder:
    return TillLineOrder(quantity=D(quantity), returns=sold)


CUSTOMER = RecordName("key", "c1")


def kinds(found: StoredTransaction) -> list[str]:
    return [one.kind for one in found.documents]


def entries(found: StoredTransaction) -> list[UUID]:
    assert found.slip is not None
    return [one.uuid for one in found.slip.lines]


def open_till(house: House, country: str) -> Till:
    """A shop of this country: register 21, customer c1, goods p1 at 59.90 and p2 at 80 with VAT, a service."""
    tax_number = str(next(_numbers))

    async def act(desk: Desk) -> Caller:
        business = await open_business(
            desk, tax_number, Profile(legal_name="חנות", registration="licensed_dealer"), country=country,
            registers=(RegisterOrder(key="21", number=21, series=21),),
        )  # fmt: skip
        caller = await caller_of_business(desk, business, actor="till")
        await save_contact(desk, caller, "c1", Contact(name="נועה"))
        await save_contact(desk, caller, "c2", Contact(name="אורי"))
        for key, price, goods in (("p1", "59.90", True), ("p2", "80", True), ("service", "100", False)):
            await save_product(
                desk, caller, key,
                Product(
                    name=key, sale_price1=D(price), price_includes_vat=True, stocked=goods, currency=caller.currency,
                    barcode=key,
                ),
            )  # fmt: skip
        return caller

    return Till(house, house.run(act(house.desk)))
