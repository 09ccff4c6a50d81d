"""What every command needs: the books at hand, a business to act for, a word to the person who watches."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import typer

from pinkas.actions.changeover import keep_currency
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.ports import SystemClock
from pinkas.connectors.cards.gateways import CardGateways
from pinkas.connectors.fiscal_al import open_service
from pinkas.connectors.tax_authority import ShaamClient
from pinkas.shell.config import Settings
from pinkas.shell.database import database
from pinkas.shell.keys import installation_keyring
from pinkas.storage import directory
from pinkas.storage.pool import open_store

T = TypeVar("T")

Data = Annotated[Path | None, typer.Option(help="The data folder (PINKAS_DATA).")]


def fail(sentence: str) -> NoReturn:
    """Say what is wrong and leave."""
    text = sentence.strip().rstrip(".")
    sys.stderr.write(f"pinkas: {text[:1].upper()}{text[1:]}.\n")
    raise SystemExit(1)


def say(sentence: str) -> None:
    """Tell the person who watches."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def at_the_desk(settings: Settings, work: Callable[[Desk], Awaitable[T]], *, create: bool = False) -> T:
    """Do some work on the books, beside a running server or with the database started for it."""

    async def run(server: dict[str, object]) -> T:
        store = await open_store(server, readers=2, writers=2)
        try:
            keyring = await installation_keyring(settings, store)
            gateways = CardGateways(settings.gateway_urls)
            clock = SystemClock()
            return await work(
                Desk(
                    store,
                    clock,
                    keyring,
                    settings.mail_road.open(),
                    gateways=gateways,
                    authority=ShaamClient(),
                    signatures=settings.signing_road.open(),
                    fiscal_service=open_service(settings.fiscal_urls, clock),
                )
            )
        finally:
            await store.close()

    with database(settings, say, join=True, create=create) as found:
        return asyncio.run(run(found.server))


async def operator_of(desk: Desk, tax_number: str) -> Caller:
    """The operator at the keyboard, acting for the business with this tax number; leaves when there is none."""
    business = await directory.business_by_tax_number(desk.store, [tax_number])
    for one in await directory.businesses(desk.store):
        if one.business_id == business:
            caller = Caller(
                business=one.business_id, tax_number=one.tax_number, country=one.country, zone=ZoneInfo(one.zone),
                currency=one.currency, login=0, actor="operator", operator=True,
            )  # fmt: skip
            await keep_currency(desk, caller)
            return caller
    fail(f"no business has the tax number {tax_number}")
