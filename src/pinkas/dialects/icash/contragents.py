"""Partners: `add-contragent` and `get-contragents` (dossier §6.8, §6.9)."""

from __future__ import annotations

from typing import Any, Final

from pinkas.actions.contact_changes import ContactChange, change_contact
from pinkas.actions.searching import search_contacts
from pinkas.books.contact import ContactType, StoredContact
from pinkas.dialects.icash.arguments import Argument, Said, choice, flag, integer, listed, pattern, string, words_of
from pinkas.dialects.icash.methods import Call, Method, page_of
from pinkas.storage.contacts import ContactFilter

_TYPES: Final = {
    ("CLIENT",): ContactType.CUSTOMER,
    ("SUPPLIER",): ContactType.SUPPLIER,
    ("CLIENT", "SUPPLIER"): ContactType.BOTH,
}
TYPE_WORDS: Final = {kind: ",".join(words) for words, kind in _TYPES.items()}
#: Sorts of Albanian tax number: of a company, a person's, a passport's, a foreign one, social security's.
_TAX_NUMBER_TYPES: Final = {
    "NUIS": "company", "ID": "personal", "PASS": "passport", "TAX": "tax", "SOC": "social",
}  # fmt: skip
_EDITED: Final = "EditContragentID"

#: The books' field of each argument that is one.
FIELDS: Final = {
    "ContragentName": "name",
    "ContragentType": "type",
    "ContragentBarcode": "barcode",
    "ContragentCountryCode": "country_code",
    "ContragentCityName": "city",
    "ContragentAddress": "address1",
    "ContragentTaxNum": "tax_number",
    "ContragentVatRegistered": "vat_registered",
    "ContragentVatNum": "vat_number",
    "ContragentMOL": "responsible_person",
    "ContragentAllowPartPays": "allow_part_payments",
    "ContragentForbidSupplies": "forbid_supplies",
    "ContragentForbidSales": "forbid_sales",
    "ContragentMobile": "mobile",
    "ContragentPhone": "phone",
    "ContragentFax": "fax",
    "ContragentEmail": "email",
    "ContragentWebSite": "website",
    "ContragentAlbaniaTaxNumType": "tax_number_type",
}
_ARGUMENTS: Final = (
    Argument(_EDITED, integer()),
    Argument("ContragentName", string(100), required=True),
    Argument("ContragentType", words_of("CLIENT", "SUPPLIER"), required=True, several=True),
    Argument("ContragentBarcode", string(20)),
    Argument("ContragentCountryCode", pattern("[A-Z]{2}"), required=True),
    Argument("ContragentCityName", string(70), required=True),
    Argument("ContragentAddress", string(100)),
    Argument("ContragentTaxNum", string(15), required=True),
    Argument("ContragentVatRegistered", flag, required=True),
    Argument("ContragentVatNum", string(15)),
    Argument("ContragentMOL", string(60)),
    Argument("ContragentAllowPartPays", flag, default=False),
    Argument("ContragentForbidSupplies", flag, default=False),
    Argument("ContragentForbidSales", flag, default=False),
    Argument("ContragentMobile", string(20)),
    Argument("ContragentPhone", string(20)),
    Argument("ContragentFax", string(20)),
    Argument("ContragentEmail", string(75)),
    Argument("ContragentWebSite", string(100)),
    Argument("ContragentAlbaniaTaxNumType", choice(*_TAX_NUMBER_TYPES)),
)

#: What each filter may be sorted by, in the words of the storage.
_ORDERS: Final = {
    "ContragentID": "serial",
    "ContragentName": "name",
    "ContragentType": "type",
    "ContragentBarcode": "barcode",
    "ContragentTaxNum": "tax_number",
    "ContragentActive": "active",
}
_FILTERS: Final = (
    Argument("ContragentID", integer(), sortable=True),
    Argument("ContragentName", string(100), sortable=True),
    Argument("ContragentType", choice("CLIENT", "SUPPLIER"), sortable=True),
    Argument("ContragentBarcode", string(20), sortable=True),
    Argument("ContragentTaxNum", string(15), sortable=True),
    Argument("ContragentActive", flag, sortable=True),
)


def members(said: Said) -> dict[str, Any]:
    """What the call says of a card: of one that is changed, what was not sent stays; sent empty, it goes."""
    new = said[_EDITED] is None
    values: dict[str, Any] = {field: said[name] for name, field in FIELDS.items() if new or name in said.sent}
    values["type"] = _TYPES[values["type"]]
    if values.get("tax_number_type") is not None:
        values["tax_number_type"] = _TAX_NUMBER_TYPES[values["tax_number_type"]]
    return values | ({"active": True} if new else {})


async def _add(call: Call) -> dict[str, Any]:
    change = ContactChange(members=members(call.said), distinct=("tax_number",))
    saved = await change_contact(call.desk, call.caller, call.said[_EDITED], change, once=call.once())
    call.replayed = saved.replayed
    return {"ContragentID": saved.record.serial}


async def _list(call: Call) -> dict[str, Any]:
    said = call.said
    side = {None: None, "CLIENT": ContactType.CUSTOMER, "SUPPLIER": ContactType.SUPPLIER}[said["ContragentType"]]
    wanted = ContactFilter(
        serial=said["ContragentID"],
        name=said["ContragentName"],
        side=side,
        barcode=said["ContragentBarcode"],
        tax_number=said["ContragentTaxNum"],
        active=said["ContragentActive"],
    )
    page = page_of(said, _ORDERS, "ContragentID")
    total, found = await search_contacts(call.desk, call.caller, wanted, page)
    return {"TotalRecords": total, "Data": [row(stored) for stored in found]}


def row(stored: StoredContact) -> dict[str, Any]:
    """A partner as the list shows it."""
    card = stored.contact
    return {
        "ContragentID": stored.serial,
        "ContragentName": card.name or "",
        "ContragentType": TYPE_WORDS[card.type],
        "ContragentBarcode": card.barcode or "",
        "ContragentTaxNum": card.tax_number or "",
        "ContragentVatRegistered": int(card.vat_registered or False),
        "ContragentVatNum": card.vat_number or "",
        "ContragentMOL": card.responsible_person or "",
        "ContragentAllowPartPays": int(card.allow_part_payments or False),
        "ContragentForbidSupplies": int(card.forbid_supplies or False),
        "ContragentForbidSales": int(card.forbid_sales or False),
        "ContragentActive": int(card.active is not False),
        "ContragentPhone": card.phone or "",
        "ContragentMobile": card.mobile or "",
        "ContragentEmail": card.email or "",
        "ContragentFax": card.fax or "",
        "ContragentWebSite": card.website or "",
        "ContragentCountryCode": card.country_code or "",
        "ContragentCityName": card.city or "",
        "ContragentAddress": card.address1 or "",
    }


_NAMES: Final = {field: name for name, field in FIELDS.items()} | {"contact": _EDITED}
METHODS: Final = (
    Method(name="add-contragent", arguments=_ARGUMENTS, work=_add, names=_NAMES, writes=True),
    Method(name="get-contragents", arguments=listed(*_FILTERS), work=_list),
)
