"""The steps that every walk through the protocol begins with."""

from __future__ import annotations

from typing import Any

from tests.wire.caspit.golden.shop import Reply, Shop

R = "TelerikReports"


def opened(shop: Shop, report: str, **values: Any) -> str:
    """The address of a report that a new client opened."""
    client = shop.ask("POST", f"{R}/clients").json["clientId"]
    reply = shop.ask("POST", f"{R}/clients/{client}/instances", {"report": report, "parameterValues": values})
    assert reply.status == 201, reply.text
    return f"{R}/clients/{client}/instances/{reply.json['instanceId']}"


def begun(shop: Shop, instance: str, form: str, **more: Any) -> str:
    """The address of a document that is being made."""
    reply = shop.ask("POST", f"{instance}/documents", {"format": form, **more})
    assert reply.status in {201, 202}, reply.text
    return f"{instance}/documents/{reply.json['documentId']}"


def ready(shop: Shop, instance: str, form: str, **more: Any) -> str:
    """The address of a document that is ready."""
    document = begun(shop, instance, form, **more)
    info = shop.get(f"{document}/info")
    assert (info.status, info.json["documentReady"]) == (200, True), info.text
    return document


def statuses(shop: Shop, document: str) -> list[int]:
    """How the three ways to look at a document answer."""
    return [shop.get(f"{document}{rest}").status for rest in ("/info", "", "/pages/1")]


def message(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.json["Message"]
