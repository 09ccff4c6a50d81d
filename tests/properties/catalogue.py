"""The auditor's cards and goods: contacts with what they owe from the beginning, products with their stock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction

from tests.properties.arithmetic import Body, cents, exact, kept, money
from tests.properties.ledger import Ledger
from tests.properties.records import CREDITS, DEBTS, PRINTED, PROFORMA, Card, Goods, Verdict

KEPT = ("OpenBalance",)


class Catalogue(Ledger):
    """Contacts and products."""

    def __init__(self, now: dt.datetime) -> None:
        super().__init__(now)
        self._cards_ever = self._goods_ever = 0

    # --- contacts ---------------------------------------------------------------------------------------------------

    def save_card(self, key: str, body: Body, *, must_exist: bool = False) -> Verdict:
        """POST or PUT a contact; another opening balance posts the difference."""
        card = self.cards.get(key)
        if card is None and must_exist:
            return Verdict(404, {key})
        self.lines += 1
        if card is None:
            self._cards_ever += 1
            card = self.cards[key] = Card(self._cards_ever, {})
        fresh = "OpenBalance" in body or not card.said
        said = {name: card.said[name] for name in KEPT if body.get(name) is None and name in card.said}
        card.said = {**body, **said}
        # Said nothing of, it stays what it is, be it posted by hand.
        opening = -cents(exact(card.said.get("OpenBalance"))) + self.accounts["opening-balances", card.number]
        opening = opening if fresh else 0
        self.post((self.side_of(card), card.number, opening), ("opening-balances", card.number, -opening))
        return Verdict(200 if must_exist else 201)

    @staticmethod
    def side_of(card: Card) -> str:
        """Where a contact's opening balance lies: a supplier's is a debt of ours."""
        return "payable" if card.said.get("ContactType") == 1 else "receivable"

    def remove_card(self, key: str) -> Verdict:
        """DELETE a contact."""
        card = self.cards.get(key)
        if card is None:
            return Verdict(404, {key})
        owes = any(amount for (_, contact), amount in self.accounts.items() if contact == card.number)
        pays = any(other.payer == key for other in self.cards.values())
        if owes or pays or self.is_needed(key) or any(paper.customer == key for paper in self.papers.values()):
            return Verdict(400, {"is used by"})
        self.lines += 1
        del self.cards[key]
        return Verdict(204)

    @staticmethod
    def is_needed(key: str) -> bool:
        """Whether anything but papers, accounts and payers names a contact."""
        del key
        return False

    def set_payer(self, key: str, payer: str | None) -> Verdict:
        """PUT who pays for a contact."""
        for name in (key, payer):
            if name is not None and name not in self.cards:
                return Verdict(404, {name})
        if payer == key:
            return Verdict(400, {"must be another contact"})
        self.lines += 1
        self.cards[key].payer = payer
        return Verdict(200)

    def payer_of(self, key: str | None, names: Iterable[str] = ()) -> str | None:
        """Whose a new paper for this contact is: their payer's, but what settles or credits their own stays theirs."""
        card = self.cards.get(key or "")
        own = [self.papers[name] for name in names if name in self.papers and self.papers[name].customer == key]
        stays = any(paper.type in DEBTS | CREDITS for paper in own)
        return key if card is None or card.payer is None or stays else card.payer

    def show_card(self, key: str) -> Body:
        """What a contact looks like; a customer's debt is negative, a debt to them positive."""
        card = self.cards[key]
        asked = sum(
            paper.face
            for paper in self.papers.values()
            if (paper.type, paper.status, paper.customer, paper.superseded) == (PROFORMA, PRINTED, key, False)
        )
        balance = money(-self.accounts["receivable", card.number] - self.accounts["payable", card.number])
        return {
            "ContactId": key, "Number": card.number,
            "OpenBalance": money(self.accounts["opening-balances", card.number]),
            "Balance": balance, "BalanceInvoiceIska": balance - money(asked), **{
                name: card.said.get(name) or nothing
                for name, nothing in (("BusinessName", None), ("InvoiceComment", None), ("ContactType", 0),
                                      ("PaymentTerms", 0), ("PaymentTermsDays", 0), ("PriceListNum", None))
            },
        }  # fmt: skip

    # --- products ---------------------------------------------------------------------------------------------------

    def save_goods(self, key: str, body: Body, *, must_exist: bool = False) -> Verdict:
        """POST or PUT a product; only a new one is given a stock."""
        goods = self.goods.get(key)
        if goods is None and must_exist:
            return Verdict(404, {key})
        self.lines += 1
        if goods is None:
            self._goods_ever += 1
            goods = self.goods[key] = Goods(self._goods_ever, {})
            if first := exact(body.get("QtyInStock")):
                self.move(goods.number, first)
        goods.said = body
        return Verdict(200 if must_exist else 201)

    def remove_goods(self, key: str) -> Verdict:
        """DELETE a product, sold or not."""
        if key not in self.goods:
            return Verdict(404, {key})
        self.lines += 1
        del self.goods[key]
        return Verdict(204)

    def move(self, number: int, quantity: Fraction) -> None:
        """Goods in, or out."""
        self.stock[number] = self.stock.get(number, Fraction(0)) + quantity

    def show_goods(self, key: str) -> Body:
        """What a product looks like."""
        goods = self.goods[key]
        return {
            "ProductId": key, "Name": goods.said.get("Name"), "QtyInStock": self.stock.get(goods.number),
            "SalePrice1": None if goods.said.get("SalePrice1") is None else exact(goods.said["SalePrice1"]),
            "ChargeVat": goods.said.get("ChargeVat") is not False,
        }  # fmt: skip

    def price_of(self, goods: Goods, price_list: int, rate: Fraction) -> Fraction:
        """What a product costs on a list, before VAT."""
        said = goods.said
        price = said.get(f"SalePrice{price_list}")
        price = exact(said.get("SalePrice1") if price is None else price)
        if said.get("IsPriceIncludeVat") and said.get("ChargeVat") is not False:
            return kept(price * 100 / (100 + rate), 6)
        return price
