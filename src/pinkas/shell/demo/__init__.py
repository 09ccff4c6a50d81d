"""The demo's business: made once, lived-in, so that the first call works at once. Its credentials are public."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from pinkas.actions.businesses import RegisterOrder, add_user, open_business
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.drafts import find_document
from pinkas.actions.signatures import SIGNATURE, SignatureOrder, write_signature
from pinkas.actions.standing_orders.orders import standing_order
from pinkas.books.errors import UnknownRecord
from pinkas.connectors.signing import make_demo_key_file
from pinkas.shell.demo.cast import PROFILE
from pinkas.shell.demo.ledger import LAST as LAST_ORDER
from pinkas.shell.demo.ledger import ledger
from pinkas.shell.demo.story import LAST, every_kind, ordinary_months
from pinkas.storage import directory
from pinkas.storage.documents import by_key
from pinkas.storage.options import option

TAX_NUMBER: Final = "123456782"
#: What public snippets use; its check digit is wrong, so no real business has it.
ALIAS: Final = "123456789"
USER: Final = "demo"
PASSWORD: Final = "demodemo"  # noqa: S105 - printed at every start


async def make_demo(desk: Desk) -> None:
    """Make the demo's business, its user and its year, each unless it is there."""
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
    if login is None:
        await ordinary_months(desk, caller)
    if await option(desk.store, business, SIGNATURE.name) is None:
        await _give_signature(desk, caller)
    try:
        await find_document(desk, caller, by_key(LAST))
    except UnknownRecord:
        await every_kind(desk, caller)
    try:
        await standing_order(desk, caller, LAST_ORDER)
    except UnknownRecord:
        await ledger(desk, caller)


async def _give_signature(desk: Desk, caller: Caller) -> None:
    """A certificate of its own making, which says so, as does all that is signed with it."""
    file = make_demo_key_file(PROFILE.name_english or USER, now=desk.clock.now())
    await write_signature(desk, caller, SignatureOrder(certificate=file.data))
