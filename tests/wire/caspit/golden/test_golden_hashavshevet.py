"""Files for Hashavshevet over the wire: what is exported balances to the journal, account by account."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import psycopg

from .shop import Shop

PERIOD = "startDate=2026-08-01&endDate=2026-08-31"


def export(shop: Shop, kind: str, query: str = PERIOD) -> bytes:
    reply = shop.get(f"Hashavshevet?exportType={kind}&{query}")
    assert reply.status == 200, reply.text
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith('attachment; filename="')
    return reply.body


def write_a_month(shop: Shop) -> None:
    """Every way to post: an invoice, one paid at once by four tenders, a credit, a cancellation, a voucher."""
    shop.contact("c", OsekMorshe="514000008", ContactType=2)
    shop.invoice("i", CustomerId="c", CustomerBusinessName="דנה אלון")
    paid = [{"PaymentTypeId": kind, "Payment": amount} for kind, amount in ((1, 50), (2, 30), (4, 20), (9, 18))]
    shop.invoice("ir", 100, TrxTypeId=7, CustomerId="c", ReceiptLines=paid)
    shop.receipt("r", 500, CustomerId="c", TaxDeduction=12.5, RelatedDocuments=[{"DocumentId": "i"}])
    shop.invoice("cr", 40, TrxTypeId=9, CustomerId="c", RelatedDocuments=[{"DocumentId": "i"}])
    shop.invoice("gone", 77)
    for key in ("i", "ir", "r", "cr", "gone"):
        assert shop.print(key).status == 200
    assert shop.ask("POST", "CancelDocument/gone").status == 200
    entry = {"Lines": [{"Account": "bank-charges", "Debit": 9}, {"Account": "bank", "Credit": 9}]}
    assert shop.send("POST", f"/ext/v1/Entries?token={shop.token}", str(entry).replace("'", '"').encode(),
                     {"Content-Type": "application/json"}).status == 201  # fmt: skip


def moved_by_key(movein: bytes) -> dict[str, Decimal]:
    """Debits less credits by account key, each record balanced, the opening record apart."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    assert len(movein) % 180 == 0
    records = [movein[at : at + 180].decode("windows-1255") for at in range(0, len(movein), 180)]
    assert int(records[0][:3]) == len(records) - 1
    for record in records[1:]:
        keys = [record[at : at + 8].strip() for at in (50, 58, 66, 74)]
        amounts = [Decimal(record[at : at + 12].strip() or 0) for at in (82, 94, 106, 118)]
        assert sum(amounts[:2]) == sum(amounts[2:]) > 0
        for key, amount, sign in zip(keys, amounts, (1, 1, -1, -1), strict=True):
            if key:
                sums[key] += sign * amount
    return {key: amount for key, amount in sums.items() if amount}


def test_the_exported_journal_is_ours(shop: Shop, owner_dsn: str) -> None:
    write_a_month(shop)
    found = moved_by_key(export(shop, "movein"))
    assert found == {
        "C1": Decimal("620.30"), "I3": Decimal("-1060.00"), "VATOUT": Decimal("-190.80"), "CASH": Decimal(50),
        "CHEQUES": Decimal(30), "CARDS": Decimal(20), "TRANSFER": Decimal(518), "WHT": Decimal("12.5"),
        "BANKCOST": Decimal(9), "BANK": Decimal(-9),
    }  # fmt: skip
    with psycopg.connect(owner_dsn) as owner:
        rows = owner.execute(
            "select account, sum(amount) from books.balance where business_id = %s group by account", [shop.business]
        ).fetchall()
    ours = {account: amount for account, amount in rows if amount}
    assert sorted(ours.values()) == sorted(found.values())
    # By number and date as documents bear them; what pays and what cancels has no type that would reckon VAT anew.
    records = export(shop, "1").decode("windows-1255").split("\r\n")[1:-1]
    assert [(one[:3], one[3:8], one[8:14]) for one in records] == [
        (" לח", "00001", "040826"), ("קשח", "00001", "040826"), ("   ", "00001", "040826"), ("   ", "00001", "040826"),
        ("   ", "00001", "040826"), (" לז", "00001", "040826"), (" לח", "00002", "040826"), ("   ", "00002", "040826"),
        ("   ", "    1", "040826"),
    ]  # fmt: skip
    # Nothing of another month, and then no movements to count.
    assert export(shop, "movein", "startDate=2026-09-01&endDate=2026-09-30") == b"  0" + b" " * 175 + b"\r\n"


def test_the_flexible_pair_and_the_accounts(shop: Shop) -> None:
    write_a_month(shop)
    lines = export(shop, "movein-prm").decode("ascii").split("\r\n")
    length = int(lines[0])
    movein = export(shop, "movein-flexible")
    assert len(movein) % length == 0
    first, last = map(int, lines[28].split(" ;")[0].split())
    assert movein[first - 1 : last] == b"         "  # the document names no tax number; the card's is not its
    accounts = export(shop, "heshin")
    count, _, rest = accounts.partition(b"\r\n")
    assert len(rest) == int(count) * 1546
    keys = [rest[at : at + 15].decode().strip() for at in range(0, len(rest), 1546)]
    assert keys[-2:] == ["C1", "S1"]
    assert {"CASH", "I3", "VATOUT", "WHT"} <= set(keys)
    assert export(shop, "heshin-prm").startswith(b"1546\r\n1 15 ;key\r\n")


def test_what_cannot_be_exported_is_told_before_a_byte(shop: Shop) -> None:
    shop.invoice("i")
    shop.print("i")
    settings = "/ext/v1/hashavshevet-settings"
    put = {"Caspit-Token": shop.token, "Content-Type": "application/json"}
    assert shop.send("PUT", settings, b'{"Accounts":[{"Name":"income:3","Code":"SALES-OF-GOODS"}]}', put).status == 200
    reply = shop.get(f"Hashavshevet?exportType=movein&{PERIOD}")
    assert (reply.status, "SALES-OF-GOODS" in reply.text) == (400, True)
    assert len(export(shop, "movein-flexible")) > 0
    for wrong, member in ((b'{"Hebrew":"sideways"}', "Hebrew"), (b'{"CustomerKey":"x"}', "CustomerKey")):
        refused = shop.send("PUT", settings, wrong, put)
        assert (refused.status, list(refused.json["ModelState"])) == (400, [member])
    for query, member in (("exportType=3", "exportType"), ("", "exportType"), ("exportType=1", "startDate"),
                          ("exportType=1&startDate=2026-01-01", "endDate")):  # fmt: skip
        refused = shop.get(f"Hashavshevet?{query}")
        assert (refused.status, list(refused.json["ModelState"])) == (400, [member])
    back = shop.get("Hashavshevet?exportType=1&startDate=2026-02-01&endDate=2026-01-01")
    assert (back.status, list(back.json["ModelState"])) == (400, ["endDate"])


def test_an_expense_is_known_by_its_suppliers_number(shop: Shop) -> None:
    expense = {
        "ExpenseId": "oak", "Date": "2026-08-03", "TrxCodeNumber": 3100, "Total": 118, "Reference": "INV-88231",
        "SupplierName": "עצי הכרמל", "OsekMorshe": "510000003", "AllocationNumber": "202608031234567890123",
        "Payments": [{"PaymentDate": "2026-08-04", "TotalPaid": 118, "PaymentMethodNumber": "4"}],
    }  # fmt: skip
    assert shop.ask("POST", "Expenses", expense).status == 201
    assert shop.send("POST", f"/ext/v1/expenses/oak/post?token={shop.token}").status == 200
    prm = export(shop, "movein-prm").decode("ascii").split("\r\n")[1:-1]
    places = [tuple(map(int, line.split(" ;")[0].split())) for line in prm]
    movein = export(shop, "movein-flexible").decode("windows-1255").split("\r\n")[:-1]

    def read(record: str, *lines: int) -> list[str]:
        return [record[places[line - 2][0] - 1 : places[line - 2][1]].strip() for line in lines]

    bought, paid = movein
    assert read(bought, 3, 4, 9, 29, 35) == ["88231", "1", "עצי הכרמל", "510000003", "202608031234567890123"]
    assert read(bought, 10, 11, 12, 14, 15, 16) == ["E3100", "VATIN", "SUPP", "100.00", "18.00", "118.00"]
    assert read(paid, 3, 10, 12, 14) == ["88231", "SUPP", "OURCARDS", "118.00"]
    accounts = export(shop, "heshin").partition(b"\r\n")[2].decode("windows-1255")
    names = {
        accounts[at : at + 15].strip(): accounts[at + 15 : at + 65].strip() for at in range(0, len(accounts), 1546)
    }
    assert names["E3100"] == "הוצאות כלליות"
    assert names["OURCARDS"] == "כרטיסי אשראי של העסק"
