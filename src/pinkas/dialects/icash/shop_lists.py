"""The simple lists: registers, stores, users, tax groups, pay types, units, bank accounts (dossier §6.2-6.7, §6.27).

They take no arguments and are not paged. Labels go out twice, as the pages call them and as their examples do.
"""

from __future__ import annotations

from typing import Any, Final

from pinkas.actions.shops import shop_of
from pinkas.books.measures import MEASURES
from pinkas.books.pay_types import PAY_TYPES
from pinkas.books.tax_groups import TAX_GROUPS, group_label
from pinkas.dialects.icash.figures import moment
from pinkas.dialects.icash.methods import Call, Method

#: Roles in the wire's own spelling (dossier §6.4).
ROLES: Final = {"user": "user", "admin": "admin", "auditor": "odit"}


def labelled(number: int, label: str) -> dict[str, Any]:
    """An id and what it is called: pages say `name`, examples `value`."""
    return {"id": number, "value": label, "name": label}


async def _cash_registers(call: Call) -> list[dict[str, Any]]:
    shop = await shop_of(call.desk, call.caller.business)
    return [
        {
            "id": till.serial,
            "value": till.title,
            "type": "HARDWARE" if till.hardware else "VIRTUAL",
            "storeID": till.store_serial,
            "name": till.title,
        }
        for till in shop.tills
        if till.active
    ]


async def _stores(call: Call) -> list[dict[str, Any]]:
    shop = await shop_of(call.desk, call.caller.business)
    return [labelled(store.serial, store.name) for store in shop.stores if store.active]


async def _users(call: Call) -> list[dict[str, Any]]:
    shop = await shop_of(call.desk, call.caller.business)
    return [
        {
            "UserID": person.serial,
            "UserActive": int(person.active),
            "UserRole": ROLES[person.role],
            "UserRealName": person.full_name,
        }
        for person in shop.staff
    ]


async def _tax_groups(call: Call) -> list[dict[str, Any]]:
    country, today = call.caller.country, call.caller.today(call.desk.clock)
    return [labelled(group.number, group_label(country, group, today)) for group in TAX_GROUPS[country]]


async def _pay_types(call: Call) -> list[dict[str, Any]]:
    return [labelled(one.number, one.label(call.caller.country)) for one in PAY_TYPES.values()]


async def _measure_units(call: Call) -> list[dict[str, Any]]:
    return [labelled(one.number, one.label(call.caller.country)) for one in MEASURES.values()]


async def _bank_accounts(call: Call) -> list[dict[str, Any]]:
    shop = await shop_of(call.desk, call.caller.business)
    return [
        {
            "BankAccountID": account.serial,
            "BankAccountBankName": account.bank_name,
            "BankAccountBranchName": account.branch_name or "",
            "BankAccountIBAN": account.iban,
            "BankAccountBIC": account.bic or "",
            "BankAccountCurrencyCode": account.currency,
            "BankAccountCityID": account.city_id or 0,
            "BankAccountCityName": account.city_name or "",
            "BankAccountAddress": account.address or "",
            "BankAccountCreateUserID": account.created_by or 0,
            "BankAccountCreateDate": moment(account.created_at, call.caller.zone),
            "BankAccountActive": int(account.active),
        }
        for account in shop.bank_accounts
    ]


METHODS: Final = (
    Method(name="get-cash-registers", work=_cash_registers),
    Method(name="get-stores", work=_stores),
    Method(name="get-users", work=_users),
    Method(name="get-tax-groups", work=_tax_groups),
    Method(name="get-pay-types", work=_pay_types),
    Method(name="get-measure-units", work=_measure_units),
    Method(name="get-bank-accounts", work=_bank_accounts),
)
