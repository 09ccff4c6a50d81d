"""The protocol walked in both forms of address, over two workers, with the clock moved, and by a stranger."""

from __future__ import annotations

from typing import Any

from tests.wire.caspit.golden.shop import Reply, Shop

R = "TelerikReports"


def walked(shop: Shop, report: str, values: dict[str, Any] | None = None) -> tuple[str, str]:
    """A client, and the address of a report it opened."""
    client = shop.ask("POST", f"{R}/clients").json["clientId"]
    opened = shop.ask("POST", f"{R}/clients/{client}/instances", {"report": report, "parameterValues": values or {}})
    assert opened.status == 201, opened.text
    return client, f"{R}/clients/{client}/instances/{opened.json['instanceId']}"


def made(shop: Shop, instance: str, form: str, **more: Any) -> str:
    """The address of a document that is ready."""
    begun = shop.ask("POST", f"{instance}/documents", {"format": form, **more})
    assert begun.status in {201, 202}, begun.text
    document = f"{instance}/documents/{begun.json['documentId']}"
    info = shop.get(f"{document}/info")
    assert (info.status, info.json["documentReady"]) == (200, True), info.text
    return document


def told(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.json["Message"]


def test_walk(books: Shop) -> None:
    client, instance = walked(books, "trialbalance", {"language": "en", "fromDate": "2026-07-01T00:00:00"})
    document = made(books, instance, "HTML5", deviceInfo={"x": 1})
    page = books.get(f"{document}/pages/1").json
    print(page)
    assert page["pageReady"] is True
