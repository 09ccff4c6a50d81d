"""Vouchers as they stand: one by its key, and pages of them."""

from __future__ import annotations

from pinkas.actions.desk import Caller, Desk
from pinkas.books.errors import UnknownRecord
from pinkas.books.voucher import VoucherKind
from pinkas.storage import vouchers
from pinkas.storage.vouchers import NamedVoucher


async def voucher_by_key(desk: Desk, caller: Caller, key: str) -> NamedVoucher:
    """The voucher under this key. Raises UnknownRecord."""
    return _known(await vouchers.by_key(desk.store, caller.business, key), key)


async def voucher_by_serial(desk: Desk, caller: Caller, serial: int) -> NamedVoucher:
    """The voucher with this serial. Raises UnknownRecord."""
    return _known(await vouchers.by_serial(desk.store, caller.business, serial), str(serial))


async def list_vouchers(
    desk: Desk, caller: Caller, *, kind: VoucherKind | None = None, offset: int, limit: int
) -> tuple[int, list[NamedVoucher]]:
    """The total and one page, oldest first; with `kind` only those."""
    return await vouchers.page(desk.store, caller.business, kind=kind, offset=offset, limit=limit)


def _known(found: NamedVoucher | None, name: str) -> NamedVoucher:
    if found is None:
        raise UnknownRecord("voucher", name)
    return found
