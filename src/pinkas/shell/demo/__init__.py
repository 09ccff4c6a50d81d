"""The demo's businesses: made once, lived-in, so that the first call works at once. Their credentials are public."""

from __future__ import annotations

import asyncio
from typing import Final
from zoneinfo import ZoneInfo

from pinkas.actions.businesses import RegisterOrder, add_user, open_business
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.drafts import find_document
from pinkas.actions.signatures import SIGNATURE, SignatureOrder, write_signature
from pinkas.actions.standing_orders.orders import standing_order
from pinkas.books.errors import UnknownRecord
from pinkas.connectors.signing import make_demo_key_file
from pinkas.shell.demo import bulgaria
from pinkas.shell.demo.bulgaria import make_bulgarian
from pinkas.shell.demo.cast import PROFILE
from pinkas.shell.demo.keys import BULGARIAN, ISRAELI, SIGNING_STAFF, DemoKeys, give_keys
from pinkas.shell.demo.ledger import LAST as LAST_ORDER
from pinkas.shell.demo.ledger import ledger
from pinkas.shell.demo.shop import at_the_till, furnish_shop, name_customer
from pinkas.shell.demo.story import LAST, every_kind, ordinary_months
from pinkas.storage import directory
from pinkas.storage.documents import by_key
from pinkas.storage.options import option

TAX_NUMBER: Final = "123456782"
#: What public snippets use; its check digit is wrong, so no real business has it.
ALIAS: Final = "123456789"
USER: Final = "demo"
PASSWORD: Final = "demodemo"  # noqa: S105 - printed at every start


def _keys(keys: DemoKeys) -> str:
    return (
        f"  its till's key {keys.opaque}; its shop system: WareHouseID {keys.number}, UserID {SIGNING_STAFF}, "
        f"key {keys.signed}, secret {keys.secret}"
    )


#: What whoever starts a demo is told.
CREDENTIALS: Final = (
    f"Demo: user {USER}, password {PASSWORD}, tax number {TAX_NUMBER} (or {ALIAS})",
    _keys(ISRAELI),
    f"Demo in Bulgaria: user {bulgaria.USER}, password {bulgaria.PASSWORD}, tax number {bulgaria.TAX_NUMBER}",
    _keys(BULGARIAN),
)


async def make_demo(desk: Desk) -> None:
    """Make the demo's businesses, their users, keys and stories, each unless it is there."""
    caller, fresh = await _open_israeli(desk)
    # Neither business knows of the other: while the database writes for one, the other goes on.
    async with asyncio.TaskGroup() as making:
        making.create_task(_make_israeli(desk, caller, fresh=fresh))
        making.create_task(make_bulgarian(desk))


async def _open_israeli(desk: Desk) -> tuple[Caller, bool]:
    """Who tells its story, and whether they were made just now."""
    business = await directory.business_by_tax_number(desk.store, [TAX_NUMBER])
    if business is None:
        business = await open_business(
            desk,
            TAX_NUMBER,
            PROFILE,
            aliases=(ALIAS,),
            store_key="3",
            registers=(RegisterOrder(key="21", number=21, series=21),),
        )
    login = await directory.login(desk.store, USER)
    login_id = await add_user(desk, USER, PASSWORD, (business,)) if login is None else login.login_id
    caller = Caller(
        business=business, tax_number=TAX_NUMBER, country="IL", zone=ZoneInfo("Asia/Jerusalem"), currency="ILS",
        login=login_id, actor=USER, operator=False,
    )  # fmt: skip
    return caller, login is None


async def _make_israeli(desk: Desk, caller: Caller, *, fresh: bool) -> None:
    if fresh:
        await ordinary_months(desk, caller)
    if await option(desk.store, caller.business, SIGNATURE.name) is None:
        await _give_signature(desk, caller)
    try:
        await find_document(desk, caller, by_key(LAST))
    except UnknownRecord:
        await every_kind(desk, caller)
    try:
        await standing_order(desk, caller, LAST_ORDER)
    except UnknownRecord:
        await ledger(desk, caller)
    await furnish_shop(desk, caller, store="חיפה", seller=("dana", "דנה", "לדוגמה"), club="מועדון", department="רהיטים")
    await name_customer(desk, caller)
    await give_keys(desk, caller, ISRAELI)
    await at_the_till(desk, caller)


async def _give_signature(desk: Desk, caller: Caller) -> None:
    """A certificate of its own making, which says so, as does all that is signed with it."""
    file = make_demo_key_file(PROFILE.name_english or USER, now=desk.clock.now())
    await write_signature(desk, caller, SignatureOrder(certificate=file.data))
