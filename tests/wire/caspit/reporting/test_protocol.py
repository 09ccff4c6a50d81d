"""What the exchanges cannot show: sorting, waiting, several workers, clients that are gone, limits."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from pinkas.actions.reports import rendering
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Shop

from .walking import R, begun, message, opened, ready, statuses


@pytest.fixture(scope="module")
def other(house: House, books: Shop) -> Iterator[Shop]:
    """The same shop, by way of another worker."""
    with House(house._connection, house._key_file, house.clock) as worker:  # noqa: SLF001 - the same books and keys
        shop = Shop(worker, books.tax_number, books.business, books.token)
        yield shop
        shop.close()


def order(shop: Shop, document: str) -> list[str]:
    """The first cells of a page's lines, top down."""
    return re.findall(r"<tr><td>([^<]*)</td>", shop.get(f"{document}/pages/1").json["pageContent"])


def test_who_asks_for_xml_gets_it(books: Shop) -> None:
    asked = {"Caspit-Token": books.token, "Accept": "application/xml"}
    for verb, target in (("GET", "formats"), ("GET", "version"), ("POST", "clients")):
        reply = books.send(verb, f"/api/v1/{R}/{target}", b"", asked)
        assert (reply.status, reply.headers["content-type"]) == (200, "application/xml; charset=utf-8")
    assert b"<name>PDF</name>" in books.send("GET", f"/api/v1/{R}/formats", b"", asked).body


def test_the_parameters_of_every_report(books: Shop) -> None:
    client = books.ask("POST", f"{R}/clients").json["clientId"]

    def asked(report: str, **values: Any) -> dict[str, dict[str, Any]]:
        body = {"Report": report, "ParameterValues": values}
        rows = books.ask("POST", f"{R}/clients/{client}/parameters", body).json
        return {row["name"]: row for row in rows}

    card = asked("accountcard", language="en")
    assert list(card) == ["Account", "Contact", "FromDate", "ToDate", "Language"]
    assert {"name": "Customers", "value": "receivable"} in card["Account"]["availableValues"]
    assert [card[name]["value"] for name in ("Account", "FromDate", "ToDate")] == [
        None, "2026-01-01T00:00:00", "2026-08-04T00:00:00",
    ]  # fmt: skip
    assert (card["Account"]["allowNull"], card["Contact"]["allowNull"], card["FromDate"]["allowNull"]) == (
        False, True, False,
    )  # fmt: skip
    assert asked("Stock", AsOf="2026-05-01T23:59:59")["AsOf"]["value"] == "2026-05-01T00:00:00"
    statement = books.ask("POST", f"{R}/clients/{client}/parameters", {
        "report": "CustomerStatement", "parameterValues": {"Contact": "nobody"}})  # fmt: skip
    assert message(statement) == (404, "Contact nobody was not found.")


def test_a_reader_sorts(books: Shop) -> None:
    instance = opened(books, "TrialBalance", Language="en")
    plain = ready(books, instance, "HTML5Interactive")
    accounts = order(books, plain)
    assert accounts[:3] == ["bank", "cash-movements", "expense:3100"]
    assert books.ask("PUT", f"{plain}/actions/sort-debit", {}).status == 200
    rising = ready(books, instance, "HTML5")
    assert rising != plain
    assert order(books, rising)[-1] == "receivable"
    assert [
        one["Value"] for one in books.get(f"{rising}/pages/1").json["pageActions"] if one["Id"] == "sort-debit"
    ] == ["ascending"]
    # The other way to say it: the deed comes with the next document.
    document = rising.rpartition("/")[2]
    falling = ready(books, instance, "HTML", baseDocumentId=document, actionId="sort-debit")
    assert order(books, falling)[0] == "receivable"
    assert sorted(order(books, falling)) == accounts
    back = books.ask("PUT", f"{falling}/actions/sort-debit")
    assert (back.status, order(books, ready(books, instance, "HTML"))) == (200, accounts)
    # A statement has a running balance, and so an order of its own.
    statement = ready(books, opened(books, "CustomerStatement", Contact="dana"), "HTML")
    assert books.get(f"{statement}/pages/1").json["pageActions"] == []
    assert books.ask("PUT", f"{statement}/actions/sort-date").status == 404


def test_texts_are_escaped(books: Shop) -> None:
    page = books.get(f"{ready(books, opened(books, 'AgedDebts'), 'HTML')}/pages/1").json
    assert "Omer &amp; Sons" in page["pageContent"]
    assert "Omer & Sons" not in page["pageContent"]


def test_what_is_made_is_given_again_and_anew_when_asked(books: Shop) -> None:
    instance = opened(books, "Stock")
    first = ready(books, instance, "CSV")
    assert begun(books, instance, "CSV") == first
    assert begun(books, instance, "csv", useCache=False) != first
    assert begun(books, instance, "XLSX") != first
    # What was asked for to be saved has no pages to look at.
    assert books.get(f"{first}/pages/1").status == 404


def test_until_it_is_ready_it_is_said_to_come(books: Shop, other: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, faithful = threading.Event(), rendering.make_form

    def slow(*values: Any) -> Any:
        assert gate.wait(20)
        return faithful(*values)

    monkeypatch.setattr(rendering, "make_form", slow)
    monkeypatch.setattr(rendering, "_WAIT_S", 0.01)
    document = begun(books, opened(books, "TrialBalance"), "HTML")
    assert books.get(f"{document}/pages/1").json == {
        "pageReady": False, "pageNumber": 1, "pageStyles": None, "pageContent": None, "pageActions": None,
    }  # fmt: skip
    assert statuses(books, document) == statuses(other, document) == [202, 202, 202]
    gate.set()
    monkeypatch.setattr(rendering, "_WAIT_S", 20)
    assert statuses(books, document) == statuses(other, document) == [200, 200, 200]


def test_workers_share_clients_reports_and_documents(books: Shop, other: Shop) -> None:
    instance = opened(books, "SalesByCustomer", FromDate="2026-04-01")
    document = ready(other, instance, "HTML")
    assert books.get(document).body == other.get(document).body
    assert other.ask("DELETE", document).status == 204
    assert books.get(f"{document}/info").status == 404
    assert other.ask("DELETE", instance).status == 204
    assert message(books.ask("POST", f"{instance}/documents", {"format": "PDF"}))[0] == 404
    client = instance.partition("/instances")[0]
    assert other.ask("DELETE", client).status == 204
    assert books.ask("DELETE", client).status == 410


def test_a_killed_workers_document_is_taken_up(
    books: Shop, other: Shop, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, owner_dsn: str
) -> None:
    monkeypatch.setattr(rendering, "_WAIT_S", 0)
    instance = opened(books, "VatReport")
    with monkeypatch.context() as killed:
        killed.setattr(rendering.Renderings, "_begin", lambda *_: None)
        document = begun(books, instance, "PDF")
        assert books.get(f"{document}/info").status == 202
        clock.move(seconds=14)
        assert other.get(f"{document}/info").status == 202  # it may still be at work
        clock.move(seconds=3)
        assert other.get(f"{document}/info").status == 202  # taken up, by one that is killed too
    clock.move(seconds=16)
    assert other.get(f"{document}/info").status == 202
    monkeypatch.setattr(rendering, "_WAIT_S", 20)
    assert other.get(f"{document}/info").status == 200
    assert other.get(document).body[:5] == b"%PDF-"
    monkeypatch.setattr(rendering, "_WAIT_S", 0)
    with monkeypatch.context() as killed:
        killed.setattr(rendering.Renderings, "_begin", lambda *_: None)
        document = begun(books, instance, "CSV")
        for _ in range(3):
            clock.move(seconds=16)
            assert books.get(f"{document}/info").status == 202
    reply = books.get(f"{document}/info")
    assert message(reply) == (500, "The report could not be rendered.")
    with psycopg.connect(owner_dsn) as owner:
        # Of this very document: others of the module have failed, too, in whatever order its tests are run.
        found = owner.execute(
            "select state, attempts from directory.report_document where document_id = %s",
            [document.rpartition("/")[2]],
        ).fetchone()
    assert found == ("failed", 4)


def test_what_fails_says_why(books: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = opened(books, "DocumentsJournal", FromDate="2026-04-01")
    monkeypatch.setattr("pinkas.paper.reports.MOST_PAPER_ROWS", 10)
    refused = books.get(f"{begun(books, instance, 'PDF')}/info")
    assert refused.status == 400
    assert refused.text == "The report has 21 rows; on paper it may have 10. Ask for a spreadsheet."
    monkeypatch.setattr("pinkas.actions.reports.limits.MOST_ROWS", 11)
    refused = books.get(f"{begun(books, instance, 'XLSX')}/info")
    assert (refused.status, refused.text.rpartition(": ")[2]) == (400, "a report holds at most 11 rows")


def test_an_idle_client_is_gone(books: Shop, clock: MovableClock, owner_dsn: str) -> None:
    document = ready(books, opened(books, "Till"), "HTML")
    clock.move(minutes=9)
    assert books.get(f"{document}/info").status == 200
    clock.move(minutes=9)
    assert books.get(f"{document}/info").status == 200
    clock.move(minutes=30, seconds=1)
    books.log_in()
    gone = books.get(f"{document}/info")
    client = document.split("/")[2]
    assert message(gone) == (410, f"Client {client} is gone: register a new one.")
    books.ask("POST", f"{R}/clients")
    with psycopg.connect(owner_dsn) as owner:
        assert owner.execute("select count(*) from directory.report_document").fetchone() == (0,)
        assert owner.execute("select count(*) from directory.report_client").fetchone() == (1,)


def test_so_many_and_no_more(books: Shop, owner_dsn: str) -> None:
    first = opened(books, "Stock")
    client = first.partition("/instances")[0]
    body = {"report": "Stock"}
    others = [
        books.ask("POST", f"{client}/instances", body).json["instanceId"] for _ in range(rendering.MOST_INSTANCES)
    ]
    assert books.ask("DELETE", first).status == 404
    last = f"{client}/instances/{others[-1]}"
    oldest = ready(books, last, "CSV")
    for _ in range(rendering.MOST_DOCUMENTS):
        ready(books, last, "CSV", useCache=False)
    assert books.get(f"{oldest}/info").status == 404
    clients = [books.ask("POST", f"{R}/clients").status for _ in range(rendering.MOST_CLIENTS)]
    assert set(clients) == {200}
    assert books.ask("DELETE", client).status == 410
    with psycopg.connect(owner_dsn) as owner:
        assert owner.execute("select count(*) from directory.report_client").fetchone() == (rendering.MOST_CLIENTS,)
