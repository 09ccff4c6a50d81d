"""Books that an earlier schema wrote: restored, brought to the present one, proved whole, and worked with.

`books-0001.tar.gz` and its like are backups of demo installations made by those versions, each with its (worthless) key
inside.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.folders import passing_folder
from tests.shell.test_commands import Serving, pinkas

HERE = Path(__file__).parent


@contextmanager
def upgraded(revision: str) -> Iterator[tuple[Serving, Path]]:
    with passing_folder() as folder:
        archive = folder / "books.tar"
        archive.write_bytes(gzip.decompress((HERE / f"books-{revision}.tar.gz").read_bytes()))
        restored = pinkas(folder / "data", "restore", str(archive))
        assert restored.returncode == 0, restored.stderr
        assert "the books are whole" in restored.stderr
        with Serving(folder / "data", "--workers", "1") as serving:
            yield serving, folder / "data"


def get(serving: Serving, token: str, path: str) -> dict[str, object]:
    answer = httpx2.get(f"{serving.url}/api/v1/{path}", headers={"Caspit-Token": token})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def post(serving: Serving, token: str, path: str, body: object = None) -> dict[str, object] | str:
    answer = httpx2.post(f"{serving.url}/api/v1/{path}", headers={"Caspit-Token": token}, json=body)
    assert answer.status_code < 300, answer.text
    kept: dict[str, object] | str = answer.json()
    return kept


def test_books_of_the_first_schema_read_as_they_did_and_are_worked_with() -> None:
    with upgraded("0001") as (serving, data):
        token = serving.token()
        _reads_as_it_did(serving, token)
        _is_credited_cancelled_and_issued(serving, token)
        proved = pinkas(data, "verify")
        assert proved.returncode == 0, proved.stderr


def test_books_of_the_second_schema_read_as_they_did_and_are_worked_with() -> None:
    with upgraded("0002") as (serving, data):
        token = serving.token()
        invoice = get(serving, token, "Documents/d2-inv")
        assert [invoice[name] for name in ("Number", "Vat", "Total", "Status")] == ["98/100017", 36.0, 236.0, 2]
        assert get(serving, token, "Contacts/c-0002")["Balance"] == -100.0
        # The cheque of before is deposited, the draft of before printed, and both are proved.
        till = get(serving, token, "Kupa?startDate=2026-12-01&endDate=2026-12-01")["Results"]
        assert isinstance(till, list)
        (cheque,) = [line for line in till if line["CheckNumber"] == "77"]
        assert (cheque["Payment"], cheque["DocumentNumber"][:4]) == (236.0, "98/3")
        post(serving, token, "../../ext/v1/deposits", {
            "DepositId": "of-before", "Date": "2026-11-21", "BankAccountName": "ראשי",
            "Lines": [{"CaspitKupaLineId": cheque["CaspitKupaLineId"]}],
        })  # fmt: skip
        (deposited,) = get(serving, token, "Kupa?deposited=true")["Results"]  # type: ignore[misc]
        assert (deposited["BankDepositDate"], deposited["CheckNumber"]) == ("2026-11-21T00:00:00", "77")
        post(serving, token, "PrintDocument/d2-draft")
        assert get(serving, token, "Contacts/c-0002")["Balance"] == -159.0
        proved = pinkas(data, "verify")
        assert proved.returncode == 0, proved.stderr


def test_books_of_the_third_schema_read_as_they_did_and_are_worked_with() -> None:
    with upgraded("0003") as (serving, data):
        token = serving.token()
        invoice = get(serving, token, "Documents/d3-inv")
        assert [invoice[name] for name in ("Number", "Vat", "Total", "Status")] == ["98/100017", 36.0, 236.0, 2]
        assert get(serving, token, "Contacts/c-0003")["Balance"] == -236.0
        chair = get(serving, token, "Products/p-0003")
        assert (chair["QtyInStock"], chair["SalePrice1"], chair["Barcode"]) == (3.0, 100.0, None)
        # Cards of before are saved, goods of before leave by a draft of before and come back, and all of it is proved.
        post(serving, token, "Products", {**chair, "Barcode": "729003"})
        post(serving, token, "Contacts", {"ContactId": "c-0003", "Name": "לקוח שלוש", "Phone": "03-1234567"})
        post(serving, token, "PrintDocument/d3-draft")
        assert get(serving, token, "Products/p-0003")["QtyInStock"] == 2.0
        post(serving, token, "CancelDocument/d3-inv")
        assert get(serving, token, "Products/p-0003")["QtyInStock"] == 4.0
        assert get(serving, token, "Contacts/c-0003")["Balance"] == 0.0
        assert get(serving, token, "Documents/d3-ir")["Status"] == 0
        proved = pinkas(data, "verify")
        assert proved.returncode == 0, proved.stderr


def _reads_as_it_did(serving: Serving, token: str) -> None:
    invoice = get(serving, token, "Documents/old-1")
    names = ("Number", "TotalLinesChargeVAT", "Rebate", "TotalNoChargeVat", "Vat", "Total", "Status")
    assert [invoice[name] for name in names] == ["98/100014", 201.0, 20.1, 50.0, 32.56, 263.46, 2]
    related = invoice["RelatedDocuments"]
    assert isinstance(related, list)
    assert [(one["DocumentId"], one["DocumentSum"], one["DocumentRelation"]) for one in related] == [
        ("old-r", 210.0, 2)
    ]
    assert get(serving, token, "Documents/old-3")["Status"] == 3
    assert get(serving, token, "Documents/old-d")["Status"] == 0
    # Two invoices of 263.46 stand, 210 is paid. What an opening balance said then was posted by nobody.
    assert get(serving, token, "Contacts/c-old")["Balance"] == -316.92


def _is_credited_cancelled_and_issued(serving: Serving, token: str) -> None:
    line = {"ProductName": "מדף", "UnitPrice": 10, "Qty": 1}
    post(serving, token, "Documents", {
        "DocumentId": "new-c", "TrxTypeId": 9, "TrxCodeNumber": 3, "CustomerId": "c-old", "DocumentLines": [line],
        "RelatedDocuments": [{"DocumentId": "old-1"}],
    })  # fmt: skip
    post(serving, token, "PrintDocument/new-c")
    post(serving, token, "CancelDocument/old-r")
    post(serving, token, "PrintDocument/old-d")
    assert get(serving, token, "Contacts/c-old")["Balance"] == -515.12
