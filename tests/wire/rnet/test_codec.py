"""Bodies read and written: names, numbers, nulls, and what cannot be read."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.dialects.rnet.fields import Form, Wire, properties
from pinkas.dialects.rnet.reading import UnreadableBody, read_array, read_object
from pinkas.dialects.rnet.wire import (
    LINES,
    Address,
    CheckTender,
    Club,
    Customer,
    Discount,
    Item,
    ItemEntry,
    Store,
    Transaction,
    User,
)
from pinkas.dialects.rnet.writing import decimal_text, encode

from .samples import SALE_REQUEST, SALE_STORED

JERUSALEM = ZoneInfo("Asia/Jerusalem")


def read(text: str) -> Transaction:
    return read_object(Transaction, text.encode(), zone=JERUSALEM)


def refusal(text: str) -> UnreadableBody:
    with pytest.raises(UnreadableBody) as caught:
        read(text)
    return caught.value


def filled(wire: type[Wire], sample: dict[str, Any]) -> Wire:
    """A wire value with what a sample's JSON says, the server's own properties too."""
    values: dict[str, Any] = {}
    for known in properties(wire):
        value = sample[known.name]
        if value is None or known.form is Form.NOTHING:
            continue
        if known.form is Form.OBJECT:
            assert known.item is not None
            value = filled(known.item, value)
        elif known.form is Form.LIST:
            assert known.item is not None
            value = tuple(filled(known.item, each) for each in value)
        elif known.form is Form.GUIDS:
            value = tuple(map(UUID, value))
        else:
            value = _SCALARS.get(known.form, lambda same: same)(value)
        values[known.name] = value
    return wire(**values)


_SCALARS: dict[Form, Any] = {
    Form.GUID: UUID,
    Form.DECIMAL: Decimal,
    Form.LOCAL: dt.datetime.fromisoformat,
    Form.LOCAL_OR_NEVER: dt.datetime.fromisoformat,
    Form.DAY: lambda text: dt.date.fromisoformat(text[:10]),
    Form.UTC: dt.datetime.fromisoformat,
}


def test_the_composed_sale_is_written_byte_for_byte() -> None:
    # Blanks and line ends between the marks are the page's; everything else must come as it stands there.
    sample = json.loads(SALE_STORED, parse_float=str)
    written = encode(filled(Transaction, sample), zone=JERUSALEM).decode()
    assert written == "".join(part if inside else "".join(part.split()) for inside, part in _quoted(SALE_STORED))
    assert list(json.loads(written)) == [known.name for known in properties(Transaction)]


def _quoted(text: str) -> list[tuple[bool, str]]:
    parts = text.split('"')
    return [(bool(place % 2), f'"{part}"' if place % 2 else part) for place, part in enumerate(parts)]


@pytest.mark.parametrize(
    ("wire", "count"),
    [(Transaction, 47), (ItemEntry, 43), (CheckTender, 13), (Store, 7), (User, 16), (Customer, 31), (Item, 20),
     (Club, 10), (Address, 8)],
)  # fmt: skip
def test_as_many_properties_as_the_wire_has(wire: type[Wire], count: int) -> None:
    assert len(json.loads(encode(wire(), zone=JERUSALEM))) == count


def test_a_list_without_lines_leaves_forty_properties() -> None:
    written = json.loads(encode([Transaction(), Transaction()], zone=JERUSALEM, without=LINES))
    assert [len(each) for each in written] == [40, 40]
    assert not LINES & set(written[0])


def test_nothing_known_is_null_and_collections_are_never_null() -> None:
    written = json.loads(encode(Customer(), zone=JERUSALEM))
    assert written["CustomerGroups"] == [] == written["CustomerGroupIDs"]
    assert (written["LastPaymentDate"], written["Club"]) == ("0001-01-01T00:00:00", None)
    assert json.loads(encode(Transaction(), zone=JERUSALEM))["ItemEntries"] == []


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("500", 4, "500.0000"), ("-0", 4, "0.0000"), ("-0.00001", 4, "0.0000"), ("0.00005", 4, "0.0001"),
     ("-0.00005", 4, "-0.0001"), ("1E+3", 3, "1000.000"), ("10.905", 2, "10.91"), ("2", 1, "2.0")],
)  # fmt: skip
def test_decimals_bear_all_their_places(value: str, places: int, text: str) -> None:
    assert decimal_text(Decimal(value), places) == text


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_money_written_is_money_read(value: Decimal) -> None:
    body = encode(Transaction(Total=value), zone=JERUSALEM)
    assert read_object(Transaction, body, zone=JERUSALEM).Total == value


# --- reading -------------------------------------------------------------------------------------------------------


def test_the_composed_request() -> None:
    sale = read(SALE_REQUEST)
    assert sale.TransactionID == UUID("5b0f6f0e-0d0b-4a52-9d57-7d0c2f6a1e01")
    assert sale.SaleTime == dt.datetime(2026, 3, 11, 16, 22, 41, 317000)  # noqa: DTZ001
    assert [(line.Qty, line.Price, line.Discount) for line in sale.ItemEntries] == [
        (Decimal("2.000"), Decimal("59.9000"), Discount(Perc=Decimal(10))),
        (Decimal("1.000"), Decimal("80.0000"), None),
    ]
    assert sale.Customer == Customer(CustomerNo="5077")
    assert (sale.CCTenders[0].Amount, sale.CCTenders[0].No) == (Decimal("87.8200"), "4321")


def test_names_in_any_case_and_in_older_spellings() -> None:
    sale = read(
        '{"transactionid":"{5B0F6F0E-0D0B-4A52-9D57-7D0C2F6A1E01}","ITEMENTRIES":[{"TransactionEntryId":'
        '"9d1f1f0a51a74c398f6d4e4b1b3f7a11","qty":"2","discount":{"PERCENT":"12.5"}}],"customer":{"address":'
        '{"buliding":2,"apartment":8,"Phoneno":"050"}},"discount":{"discountamount":25}}'
    )
    assert sale.TransactionID == UUID("5b0f6f0e-0d0b-4a52-9d57-7d0c2f6a1e01")
    line = sale.ItemEntries[0]
    assert line.TransactionEntryID == UUID("9d1f1f0a-51a7-4c39-8f6d-4e4b1b3f7a11")
    assert (line.Qty, line.Discount) == (Decimal("2.000"), Discount(Perc=Decimal("12.500")))
    assert sale.Customer is not None
    assert sale.Customer.Address == Address(Buliding="2", Apartment="8", PhoneNo="050")
    assert sale.Discount == Discount(Amount=Decimal("25.0000"))


def test_what_is_not_looked_at_may_be_anything() -> None:
    assert read(
        '{"Tax":"x","TaxRate":{},"TaxID":7,"PGT":[],"ZNo":{},"ItemsCount":"many","Modifier":5,"Unknown":NaN,'
        '"ItemEntries":[{"Tax":[],"BeforeTax":"?","Cost":"free","PriceADisc":{}}],'
        '"Seller":{"UserNo":"12","Password":{"secret":"1"}}}'
    ) == Transaction(ItemEntries=(ItemEntry(),), Seller=User(UserNo="12"))


def test_of_a_name_sent_twice_the_last_counts_and_null_is_not_sent() -> None:
    assert read('{"Note":"a","note":"b","NOTE":null}').Note == "b"
    assert read(
        '{"ItemEntries":null,"Store":null,"TransactionID":"00000000-0000-0000-0000-000000000000","XID":""}'
    ) == (Transaction())


@pytest.mark.parametrize(
    ("body", "path", "sentence"),
    [
        ('{"TransactionID":"x"}', "TransactionID", "The value 'x' is not valid for TransactionID."),
        ('{"TransactionID":7}', "TransactionID", "The value '7' is not valid for TransactionID."),
        ('{"TransactionType":"sale"}', "TransactionType", "The value 'sale' is not valid for TransactionType."),
        ('{"TransactionType":2147483648}', "TransactionType", "The value '2147483648' is not valid for"
         " TransactionType."),
        ('{"TransactionType":0.5}', "TransactionType", "The value '0.5' is not valid for TransactionType."),
        ('{"Total":NaN}', "Total", "The value 'NaN' is not valid for Total."),
        ('{"Total":-Infinity}', "Total", "The value '-Infinity' is not valid for Total."),
        ('{"Total":true}', "Total", "The value 'True' is not valid for Total."),
        ('{"Total":1e15}', "Total", "The field Total must be between -999999999999999 and 999999999999999."),
        ('{"Total":1e999999999}', "Total", "The field Total must be between -999999999999999 and 999999999999999."),
        ('{"Store":"3"}', "Store", "The value is not valid for Store."),
        ('{"ItemEntries":{}}', "ItemEntries", "The value is not valid for ItemEntries."),
        ('{"ItemEntries":[1]}', "ItemEntries[0]", "The value is not valid for ItemEntries[0]."),
        ('{"ItemEntries":[null]}', "ItemEntries[0]", "The value is not valid for ItemEntries[0]."),
        ('{"ItemEntries":[{"Item":[]}]}', "ItemEntries[0].Item", "The value is not valid for Item."),
        ('{"ItemEntries":[{"Qty":{}}]}', "ItemEntries[0].Qty", "The value is not valid for Qty."),
        ('{"SaleTime":"yesterday"}', "SaleTime", "The value 'yesterday' is not valid for SaleTime."),
        (
            '{"SaleTime":"0001-01-01T00:00:00"}',
            "SaleTime",
            "The field SaleTime must be a date from the year 1753 on, and before 2200.",
        ),
        ('{"Note":"a\\u0000b"}', "Note", "The field Note must not contain control characters or broken Unicode."),
        ('{"Note":"\\ud800"}', "Note", "The field Note must not contain control characters or broken Unicode."),
        ('{"Note":{"a":1}}', "Note", "The value is not valid for Note."),
        ('{"CHTenders":[{"CHDueDate":"31/12/2026"}]}', "CHTenders[0].CHDueDate", "The value '31/12/2026' is not valid"
         " for CHDueDate."),
        (f'{{"Note":"{"x" * 4001}"}}', "Note", "The field Note must be a string with a maximum length of 4000."),
        (f'{{"ItemEntries":[{"{},"*1000}{{}}]}}', "ItemEntries", "The field ItemEntries must hold at most 1000 items."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_path(body: str, path: str, sentence: str) -> None:
    assert refusal(body).state == {path: [sentence]}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "A body is required."),
        ("null", "A body is required."),
        ("[]", "The body must be a JSON object."),
        ('"text"', "The body must be a JSON object."),
        ("{", "The body is not valid JSON at line 1, position 2."),
        ('{"a":1}}', "The body is not valid JSON at line 1, position 8."),
        ("[" * 40 + "]" * 40, "The body is nested more than 32 levels deep."),
        ('{"a":' * 100_000, "The body is nested more than 32 levels deep."),
    ],
)
def test_what_is_no_json_object(body: str, message: str) -> None:
    error = refusal(body)
    assert (error.message, error.state) == (message, {})


def test_fifty_problems_are_told_and_no_more() -> None:
    lines = ",".join(['{"Qty":"x"}'] * 80)
    assert len(refusal(f'{{"ItemEntries":[{lines}]}}').state) == 50


def test_an_array_of_objects_or_one_bare() -> None:
    two = read_array(Store, b'[{"Code":"3"},{"CODE":4}]', zone=JERUSALEM)
    assert two == [Store(Code="3"), Store(Code="4")]
    assert read_array(Store, b'{"Code":"3"}', zone=JERUSALEM) == [Store(Code="3")]
    for body, message in (
        (b"7", "The body must be a JSON array."),
        (b"[{},{},{}]", "The body must hold at most 2 items."),
    ):
        with pytest.raises(UnreadableBody, match=message):
            read_array(Store, body, zone=JERUSALEM, most=2)
