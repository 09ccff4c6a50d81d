"""What the shop's system does: operations built row by row, papers made of them, cash, goods that come in, closings."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.properties.arithmetic import Body, exact
from tests.properties.recording import Money
from tests.properties.records import GOODS_IN, PRINTED, PROFORMA
from tests.properties.till_figures import Happening, LegalPaper, TillLine
from tests.properties.tilling import CUSTOMERS, LINES, MEANS, PAYING, SHARES, WHICH, WHICHES, WHOLES, Tilling
from tests.wire.rnet.invariants import check

#: The shop system's pay types, by Caspit's.
PAY_TYPES = {1: 1, 8: 2, 2: 3}
#: What a return says of the receipt it takes back, but for its number.
RECEIPT = {"FiskBonRcpNum": 77, "FiskDeviceNum": 10000001, "FiskBonDate": "04-08-26 11:30"}
EVERY = {
    "DocumentType": "INVOICE,PROFORMA", "DocumentSubType": "NORMAL,CREDIT,DEBIT,ADVANCE", "count": 1000,
    "DocumentStatus": "NORMAL,DELETED", "DocumentOperationType": "NORMAL,FINANCIAL",
}  # fmt: skip


#: What happens at a counter, and what is drawn for it.
AT_THE_COUNTER: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "sell_at_till": {"said": LINES, "whole": WHOLES, "customer": CUSTOMERS, "paying": PAYING, "means": MEANS,
                     "other": st.none() | MEANS, "loose": st.sampled_from([False] * 7 + [True])},
    "take_back": {"whiches": WHICHES, "shares": SHARES, "exchange": st.none() | LINES, "paying": PAYING,
                  "means": MEANS},
    "void": {"which": WHICH},
    "pay_at_till": {"customer": st.sampled_from(["c-1", "c-2"]), "amount": st.sampled_from([5000, 123, -7]),
                    "means": MEANS},
    "system_sells": {"said": LINES, "whole": st.sampled_from([None, "7", "12.5"]), "customer": CUSTOMERS,
                     "means": MEANS, "first": st.none() | MEANS, "removed": st.booleans()},
    "system_takes_back": {"which": WHICH, "means": MEANS},
    "ask_for_money": {"which": WHICH},
    "say_again": {"which": WHICH, "by": st.sampled_from(["TransactionID", "XID"])},
}  # fmt: skip
OFTEN = st.lists(
    st.sampled_from([*AT_THE_COUNTER, "sell_at_till", "take_back", "take_back", "system_sells"]), min_size=2, max_size=5
)


class Systems(Tilling):
    """The shop's system beside the till."""

    # --- busy hours -------------------------------------------------------------------------------------------------

    @rule(deeds=OFTEN, data=st.data())
    def morning(self, deeds: list[str], data: st.DataObject) -> None:
        """Several things at the counter, one after the other."""
        ready = {
            "take_back": self.returnable, "void": self.returnable, "system_takes_back": self.of_the_system,
            "ask_for_money": self.auditor.sales, "say_again": lambda: self.auditor.happened,
        }  # fmt: skip
        for deed in deeds:
            if deed not in ready or ready[deed]():
                getattr(self, deed)(**{name: data.draw(drawn) for name, drawn in AT_THE_COUNTER[deed].items()})

    @rule(deeds=OFTEN, data=st.data())
    def noon(self, deeds: list[str], data: st.DataObject) -> None:
        """The same: most happens at the counter."""
        self.morning(deeds, data)

    @rule(deeds=OFTEN, data=st.data())
    def evening(self, deeds: list[str], data: st.DataObject) -> None:
        """The same again."""
        self.morning(deeds, data)

    # --- operations -------------------------------------------------------------------------------------------------

    def opened(self, customer: str | None, **said: object) -> tuple[int, str, dict[str, object]]:
        """A new operation: its id, its sale's number, and what was said of it."""
        card = self.auditor.cards.get(customer or "")
        asked = {
            "ImportSource": "shop", "ImportRefID": f"ref {next(self.names)}", "OperationType": "Sell", "StoreID": 1,
            "CashRegisterID": self.register, "ContragentID": None if card is None else card.number, **said,
        }  # fmt: skip
        self.programs.log_in()
        made = self.in_system("new-operation", **asked)
        self.auditor.lines += 1
        return made["OperationID"], made["OperationFiskBonUUID"], asked

    def add_rows(self, operation: int, rows: list[Body]) -> list[int]:
        """Rows of goods; their ids."""
        made = []
        for row in rows:
            asked = {
                "OperationID": operation, "SaleItemID": self.goods(row["goods"]), "Qty": row["Qty"],
                "SaleItemSinglePrice": row["Price"], "SaleItemDiscount": row.get("Perc"),
            }  # fmt: skip
            made.append(self.in_system("add-operation-sale-item", **asked)["OperationSaleItemID"])
            self.auditor.lines += 1
        return made

    def finish(
        self, operation: int, lines: list[TillLine], papers: list[LegalPaper], tenders: Money, means: int,
        buyer: str | None,
    ) -> Happening:  # fmt: skip
        """Print it, twice: the second time nothing happens. The till sees it as any other transaction."""
        for _ in range(2):
            assert self.in_system("print-operation", OperationID=operation, PayTypeID=PAY_TYPES[means]) == operation
        found = self.new_papers()
        kinds = self.auditor.kinds(papers, sum(amount for _, amount in tenders))
        assert [kind for _, kind in found] == [kind for kind, _ in kinds]
        id_ = self.one("select uuid::text from books.transaction where business_id = %s and serial = %s", operation)
        answer = self.programs.till("GET", "transactions", id=id_)
        happening = self.happening(answer, 0, sum(paper.due for paper in papers), lines, None)
        self.auditor.record(happening, papers, tenders, buyer, [key for key, _ in found])
        answer = self.programs.till("GET", "transactions", id=id_)
        self.agree_till_answer(answer, happening, gross=True)
        return happening

    @rule(
        said=LINES, whole=st.sampled_from([None, None, "7", "12.5"]), customer=CUSTOMERS, means=MEANS,
        first=st.none() | MEANS, removed=st.booleans(),
    )  # fmt: skip
    def system_sells(
        self, said: list[Body], whole: str | None, customer: str | None, means: int, first: int | None,
        removed: bool,  # noqa: FBT001 - drawn
    ) -> None:  # fmt: skip
        """A sale of the shop's system, perhaps with a row too many at first and something paid before the rest."""
        if not self.auditor.goods:
            return
        named = self.customer(customer)
        buyer = self.auditor.payer_of(named)
        rows = [{name: value for name, value in one.items() if name != "Amount"} for one in said]
        operation, number, asked = self.opened(named)
        made = self.add_rows(operation, [*rows, rows[0]] if removed else rows)
        if removed:
            self.in_system("del-operation-sale-item", OperationSaleItemID=made[-1])
            self.auditor.lines += 1
        if whole is not None:
            self.in_system("set-operation-discount", OperationID=operation, Discount=whole)
            self.auditor.lines += 1
        lines = self.sold(rows, {} if whole is None else {"Perc": whole}, buyer)
        papers = self.auditor.fresh_papers(lines)
        due = sum(paper.due for paper in papers)
        tenders = [(means, due)]
        if first is not None and due > 1:
            tenders = [(first, due // 2), (means, due - due // 2)]
            part = Decimal(due // 2) / 100
            self.in_system("add-operation-payment", OperationID=operation, PayTypeID=PAY_TYPES[first], PaymentSum=part)
            self.auditor.lines += 1
        happening = self.finish(operation, lines, papers, tenders, means, buyer)
        happening.number_of_sale, happening.whole = number, exact(whole)
        assert self.in_system("new-operation", **asked)["OperationID"] == operation
        self.deeds["a sale of the system"] += 1

    @precondition(lambda self: self.of_the_system())
    @rule(which=WHICH, means=MEANS)
    def system_takes_back(self, which: int, means: int) -> None:
        """Goods of a sale of the system come back by the number of its receipt."""
        auditor, found = self.auditor, self.of_the_system()
        sold, one = found[which % len(found)]
        owner = auditor.papers[sold.paper].customer
        named = self.customer(owner)
        if auditor.payer_of(named) != owner or sold.goods not in {goods.number for goods in auditor.goods.values()}:
            return
        operation, _, _ = self.opened(
            named, OperationType="ReturnClient", FiskBonUUID=one.number_of_sale, StornoType=1, **RECEIPT
        )
        asked = {"OperationID": operation, "SaleItemID": sold.goods, "Qty": f"{float(sold.quantity):.3f}",
                 "SaleItemSinglePrice": f"{float(sold.price):.3f}"}  # fmt: skip
        if sold.percent:
            asked["SaleItemDiscount"] = f"{float(sold.percent):.2f}"
        self.in_system("add-operation-sale-item", **asked)
        auditor.lines += 1
        if one.whole:
            self.in_system("set-operation-discount", OperationID=operation, Discount=f"{float(one.whole):.2f}")
            auditor.lines += 1
        lines = [auditor.bring_back(sold, sold.quantity)]
        papers = auditor.fresh_papers(lines)
        due = sum(paper.due for paper in papers)
        self.finish(operation, lines, papers, [(means, due)] if due else [], means, owner)
        self.deeds["taken back by the system"] += 1

    def of_the_system(self) -> list[tuple[TillLine, Happening]]:
        """Lines that the system sold and nothing came back of, with their sales; one of each sort of line a sale."""
        found = []
        for one in self.auditor.happened:
            alike = Counter((line.goods, line.price, line.percent) for line in one.lines)
            for line in one.lines if one.number_of_sale else []:
                stands = self.auditor.papers[line.paper].status == PRINTED and not self.auditor.returned(line)
                if stands and alike[line.goods, line.price, line.percent] == 1:
                    found.append((line, one))
        return found

    @rule(said=LINES)
    def goods_come_in(self, said: list[Body]) -> None:
        """A delivery of the system: goods come in, and no money moves."""
        if not self.auditor.goods:
            return
        rows = [{name: one[name] for name in ("goods", "Qty", "Price")} for one in said]
        operation, _, _ = self.opened(None, OperationType="Delivery")
        self.add_rows(operation, rows)
        assert self.in_system("print-operation", OperationID=operation, PayTypeID=1) == operation
        ((key, kind),) = self.new_papers()
        assert kind == GOODS_IN
        self.auditor.till_number += 1
        lines = self.sold(rows, {}, None)
        one = Happening("", self.auditor.till_number, -1, 0, [], lines, self.auditor.grand_total, operation)
        self.auditor.record_goods(one, None, key, GOODS_IN)
        self.deeds["goods come in by the system"] += 1

    # --- beside them ------------------------------------------------------------------------------------------------

    @rule(amount=st.sampled_from(["10", "0.01", "500"]), way=st.sampled_from(["Debit", "Balance", "Credit"]))
    def cash_by_system(self, amount: str, way: str) -> None:
        """Cash is put in or taken out."""
        said = {"ServiceIssuedSumSum": amount, "ServiceIssuedSumType": way, "CashRegisterID": self.register}
        self.programs.log_in()
        answer = self.tell(f"system cash {said}", self.programs.system("add-cash-register-amount", **said))
        done = answer.json["status"] == 1
        newest = "select key from books.voucher where business_id = %s order by serial desc limit 1"
        key = self.one(newest) if done else "refused"
        verdict = self.auditor.move_cash(key, {"Kind": "out" if way == "Credit" else "in", "Amount": amount})
        assert done == (verdict.status < 400), answer.text
        self.deeds["cash by the system"] += 1

    @rule(which=WHICH, quantity=st.sampled_from(["1", "2.5", "12"]))
    def goods_counted_in(self, which: int, quantity: str) -> None:
        """A paper about goods, whose goods come in with its status."""
        if not self.auditor.goods:
            return
        number, paper = self.goods(which), str(uuid4())
        store = self.one("select uuid::text from books.store where business_id = %s and serial = 1")
        item = self.one("select uuid::text from books.product where business_id = %s and serial = %s", number)
        header = {"ID": paper, "StoreID": store, "Type": 0, "DocStatus": 7}
        lines = [{"DocId": paper, "ItemID": item, "Qty": Decimal(quantity), "DocStatus": 7}]
        for _ in range(2):  # said again, nothing moves
            for path, body in (("inventory/documents", header), ("inventory/document_lines", lines)):
                answer = self.tell(f"till {path} {body}", self.programs.till("POST", path, body))
                assert answer.status == 200, answer.text
        self.auditor.lines += 2
        self.auditor.move(number, Fraction(quantity))
        self.deeds["a paper about goods"] += 1

    @rule()
    def close_day(self) -> None:
        """The store's day is closed."""
        answer = self.ask("POST", "/ext/v1/closings", {"Store": "1"})
        self.auditor.lines += 1
        self.auditor.closings += 1
        assert (answer.status, answer.json["Number"]) == (201, f"1-{self.auditor.closings}"), answer.text
        self.deeds["a day closed"] += 1

    @precondition(lambda self: self.auditor.sales())
    @rule(which=WHICH)
    def ask_for_money(self, which: int) -> None:
        """A pro forma of what was sold; asked for again it is the one there is. In Israel the sale is its invoice."""
        found = self.auditor.sales()
        one = found[which % len(found)]
        source = self.auditor.papers[self.auditor.sale_paper(one)]
        customer = source.customer or self.customer("c-1")
        if customer is None:
            return
        body = {"Type": "PROFORMA", "CustomerId": customer, "VatReason": "чл. 113"}
        path = f"/ext/v1/operations/{one.serial}/document"
        told = [self.ask("POST", path, body) for _ in range(2)]
        if self.COUNTRY == "IL":
            assert [answer.status for answer in told] == [400, 400], told[0].text
            own = self.ask("POST", path, {"Type": "INVOICE", "CustomerId": source.customer})
            assert (own.status, own.json["DocumentId"]) == (200, source.key), own.text
            return
        assert [answer.status for answer in told] == [200, 200], told[0].text
        assert told[0].json["DocumentId"] == told[1].json["DocumentId"]
        key = told[0].json["DocumentId"]
        self.auditor.make(key, PROFORMA, source, customer)
        paper = self.auditor.papers[key]
        assert told[0].json["Total"] * 100 == paper.total
        self.deeds["a pro forma of a sale"] += 1

    # --- what the other tongues wrote -------------------------------------------------------------------------------

    def agree_till_list(self) -> None:
        """The till sees every sale, payment and delivery, whoever wrote it, and what became of it."""
        answer = self.programs.till("GET", "transactions", from_date="1990-01-01", to_date="2060-01-01")
        assert answer.status == 200, answer.text
        found = answer.json
        own = {one.id for one in self.auditor.happened}
        seen: Counter[tuple[object, ...]] = Counter()
        for shown in found:
            check(shown, gross=False)
            name = shown["TransactionID"] if shown["TransactionID"] in own else ""
            seen[name, shown["TransactionType"], Fraction(shown["Total"]), shown["Status"]] += 1
        assert seen == Counter(self.auditor.show_to_till())

    def agree_system_list(self) -> None:
        """The shop's system sees every invoice, credit and pro forma, whoever wrote it."""
        self.programs.log_in()
        data = self.in_system("documents-list", **EVERY)
        assert data["TotalRecords"] == len(data["Data"])
        seen = Counter(
            (one["DocumentType"], one["DocumentSubType"], one["DocumentNum"], Fraction(one["DocumentTotalPrice"]),
             one["DocumentStatus"], one["DocumentContragentID"])
            for one in data["Data"]
        )  # fmt: skip
        assert seen == Counter(self.auditor.show_to_system())
