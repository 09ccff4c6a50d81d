"""The ways to ask for another business's records, made from the tables of both routers.

A route that is added is asked by itself; one whose parameters or body these tables cannot fill makes their tests fail.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pinkas.dialects.caspit.routing import CaspitRouter

from .golden.shop import PASSWORD, Reply, Shop

#: The parameters of a path that name a record, and words for those that do not.
NAMING = ("id", "number", "key")
WORDS = {"association": "documents", "deed": "close", "occurrence": "1", "trxTypeId": "1", "lan": "0"}
#: The parameters of a query that name a record, by controller. `id` may stand there wherever it may in a path.
QUERIES: dict[str, tuple[str, ...]] = {
    "deposits": ("number",),
    "bankdeposits": ("number",),
    "log": ("logId",),
    "token": ("osekMorshe",),
    "contacts": ("osekMorshe", "email"),
    "documents": ("CustomerId", "Number", "documentNumber"),
    "printdocument": ("documentNumber",),
    "canceldocument": ("documentNumber",),
    "emaildocument": ("documentNumber",),
    "pdf": ("documentNumber",),
    "products": ("catalogNumber",),
    "mailings": ("DocumentId",),
    "closings": ("store",),
    "generatedeferredpaymentsinvoices": ("businessId",),
}
#: What a query must say besides, by controller.
MUST_SAY = {
    "vatdata": "year=2026&month=8&",
    "hashavshevet": "exportType=heshin&startDate=2026-08-01&endDate=2026-08-31&",
}
#: Parameters that name no record.
PLAIN = frozenset({
    "token", "user", "pwd", "page", "pageSize", "lan", "date", "startDate", "endDate", "datStart", "datEnd", "kind",
    "trxTypeId", "status", "onlyOpenDocuments", "deposited", "year", "month", "createSignedPdf",
    "inCaseOfErrorReturnHttpCode", "open", "business", "mark", "state", "code", "exportType", "alreadySent", *WORDS,
})  # fmt: skip

_LINES = [{"UnitPrice": 1}]
_CARD = {"CCNumber": "4580000000000000", "CCExpDate": "1230"}
_PAID = {"TrxTypeId": 2, "TrxCodeNumber": 2, "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 1}]}
_MONTHLY = {"StartDate": "2026-09-01", "TrxTypeId": 1, "TrxCodeNumber": 3, "Amount": 1}
_SPENT = {"Date": "2026-08-03", "TrxCodeNumber": 3100, "Total": 1}
_SIDES = [{"Account": "bank", "Debit": 1}, {"Account": "equity", "Credit": 1}]

#: Bodies that name another record, by the route's pattern or its controller.
REFERRING: dict[str, tuple[dict[str, Any], ...]] = {
    "documents": (
        {"TrxTypeId": 1, "TrxCodeNumber": 3, "CustomerId": "{name}"},
        *({**_PAID, "RelatedDocuments": [{member: "{name}"}]} for member in ("DocumentId", "DocumentNumber")),
        {"TrxTypeId": 9, "TrxCodeNumber": 3, "DocumentLines": _LINES, "RelatedDocuments": [{"DocumentId": "{name}"}]},
    ),
    "contacts/{id}/payer": ({"ContactId": "{name}"},),
    "creditcard": tuple({**_CARD, member: "{name}"} for member in ("ContactId", "ContactOsekMorshe")),
    "chargecreditcard": (
        *({**_CARD, "Amount": 1, member: "{name}"} for member in ("ContactId", "ContactOsekMorshe")),
        {**_CARD, "Amount": 1, "IsRefund": True, "ReferenceNumber": "{name}"},
    ),
    "card-pages": ({"Operation": "token", "ContactId": "{name}"},),
    "preauthorizeddebits": ({"ContactId": "{name}", **_MONTHLY},),
    "expenses": ({**_SPENT, "SupplierId": "{name}"},),
    "deposits": ({"Lines": [{"CaspitKupaLineId": "{name}"}]},),
    "entries": ({"Lines": [{"Account": "receivable", "ContactId": "{name}", "Debit": 1}, _SIDES[1]]},),
    "opening-balances": ({"Lines": [{"ContactId": "{name}", "Amount": 1}]},),
    "differences": ({"DocumentId": "{name}", "Kind": "rounding", "Amount": 0.01},),
    "stock": ({"ProductId": "{name}", "Quantity": 1, "Kind": "count"},),
    "operations/{id}/document": ({"Type": "INVOICE", "CustomerId": "{name}"},),
}
#: Bodies that bear the name as their own, or without which they do nothing: what they make is the sender's.
OWN: dict[str, tuple[dict[str, Any], ...]] = {
    "token": tuple(
        {"UserName": "{user}", "Password": PASSWORD, member: "{name}"} for member in ("OsekMorshe", "BusinessId")
    ),
    "contacts": ({"ContactId": "{name}", "BusinessName": "x"},),
    "contacts/{id}/payer": (),
    # Every business has an operation 1: what the path names may be one of the sender's own.
    "operations/{id}/document": ({"Type": "INVOICE"},),
    "charges/{id}/settle": ({"State": "declined"},),
    "chargecreditcard": ({**_CARD, "CCNumber": None, "CCNumberToken": "{name}", "Amount": 1},),
    "card-gateway": ({"Gateway": "sandbox"},),
    "documents": (
        {"DocumentId": "{name}", "TrxTypeId": 1, "TrxCodeNumber": 3},
        # A product that is none leaves its line as it is.
        {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductId": "{name}"}]},
        {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductCatalogNumber": "{name}"}]},
    ),
    "products": ({"ProductId": "{name}", "Name": "x"},),
    "products/{id}/card": ({"ModelNumber": "x", "ErpCode": "{name}"},),
    "preauthorizeddebits": ({"PreAuthorizedDebitId": "{name}", "ContactId": "own", **_MONTHLY},),
    "expenses": ({**_SPENT, "ExpenseId": "{name}", "Payments": [{"ExpensePaymentId": "{name}", "TotalPaid": 1}]},),
    "entries": ({"EntryId": "{name}", "Lines": _SIDES},),
    "opening-balances": ({"EntryId": "{name}", "Lines": [{"Account": "bank", "Amount": 1}]},),
    "cash": ({"CashId": "{name}", "Kind": "in", "Amount": 1},),
    "differences": ({"DifferenceId": "{name}", "DocumentId": "own", "Kind": "rounding", "Amount": 0.01},),
    "stock": ({"StockId": "{name}", "ProductId": "own", "Quantity": 1, "Kind": "in"},),
    "trx-codes": ({"TrxCode": "x", "TrxCodeType": 1},),
    # Every business has a store 1, so the name may be one of the sender's own.
    "closings": ({"Store": "{name}"}, {"Store": "1", "ClosingId": "{name}"}),
    "tills": ({"Store": "{name}"}, {"Store": "1"}),
    "stores": ({"Name": "x"},),
    "staff": ({"UserName": "{name}", "StaffNumber": "7"},),
    "departments": ({"Name": "x", "TrxCodeNumber": 3},),
    "clubs": ({"Name": "x"},),
    "price-lists": ({"Name": "x"},),
    "tenders": ({"Name": "x"},),
    "bank-accounts": ({"BankName": "x", "Iban": "BG80BNBG96611020345678", "Currency": "EUR"},),
    "registration": ({"ValidFrom": "2026-09-01", "Registration": "company"},),
    "terms": ({"PaymentTerms": 1},),
    "vat-settings": ({"Months": 2, "ValidFrom": "2027-01-01"},),
    "allocations/{id}": ({"AllocationNumber": "123456789"},),
    "openapitoken": ({"AccessToken": "x"},),
    "tax-authority": ({"UserName": "x"},),
    "hashavshevet-settings": ({"Hebrew": "visual"},),
    "signature": ({"TaxOfficeNotifiedOn": "2026-01-15"},),
    "first-numbers": ({"TrxTypeId": 16, "Number": 5, "DocumentNumberBranch": 7},),
    "mail-texts": ({"Subject": "x", "Body": "x"},),
    "exchange-rates": ({"Rates": [{"Date": "2026-08-01", "CurrencyCode": "USD", "Rate": 3.5}]},),
}
#: Deeds on the record that the path names: they need no body.
BODILESS = frozenset({
    *(f"allocations/{{id}}/{deed}" for deed in ("ask", "continue", "cancel", "reverse-charge", "object")),
    "printdocument", "canceldocument", "emaildocument", "periods", "vat-periods", "cheques", "deposits/{id}/cancel",
    "entries/{id}/reverse", "papers/{id}/cancel",
    "expenses/{id}/post", "expenses/{id}/reverse", "charges/{id}/look-up", "card-pages/{id}/notify", "PRINT", "EMAIL",
    "debits", "generatedeferredpaymentsinvoices",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """One line of a router's table: `("GET", "/api/v1", "contacts/{id}")`."""

    verb: str
    base: str
    pattern: str

    @property
    def controller(self) -> str:
        return self.pattern.partition("/")[0]

    @property
    def reads(self) -> bool:
        return self.verb == "GET"

    def of(self, table: dict[str, tuple[dict[str, Any], ...]]) -> tuple[dict[str, Any], ...]:
        return table[self.pattern] if self.pattern in table else table.get(self.controller, ())


@dataclass(frozen=True, slots=True)
class Request:
    """One call; `refers`: there is nothing it could do but with a record that it names."""

    route: Route
    target: str
    body: str | None
    refers: bool

    def sent_by(self, shop: Shop) -> Reply:
        fields = {"Caspit-Token": shop.token} | ({} if self.body is None else {"Content-Type": "application/json"})
        target = f"{self.route.base}/{self.target}"
        return shop.send(self.route.verb, target, (self.body or "").encode(), fields)


#: Controllers that name nothing of the books, only what the server made for one client a while ago: tests of their own
#: ask each of their routes for another's (`reporting/test_strangers.py`) and with every mistake in their bodies.
APART = frozenset({"telerikreports"})


def routes(*routers: CaspitRouter, apart: bool = False) -> list[Route]:
    """Every route there is; those that have tests of their own when they are asked for."""
    every = [
        Route(
            route.verb,
            router.surface.base,
            "/".join(f"{{{step.word}}}" if step.parameter else step.word for step in route.steps),
        )
        for router in routers
        for table in router._routes.values()  # noqa: SLF001 - the table itself is what must be covered
        for route in table
    ]
    return [route for route in every if apart or route.controller not in APART]


def requests(route: Route, name: str, user: str) -> Iterator[Request]:
    """The ways to ask this route for that name: in its path, in each parameter, in each member of its bodies."""
    targets = list(_targets(route, name, user))
    if route.verb in {"GET", "DELETE"} or BODILESS & {route.controller, route.pattern, route.verb}:
        # A month is nobody's record, and a token's number is no record but a door, which has tests of its own.
        refers = route.controller not in {"periods", "vat-periods", "token", "mail-texts"}
        yield from (Request(route, target, None, refers=refers) for target in targets)
        return
    referring, own = route.of(REFERRING), route.of(OWN)
    assert referring or own, f"what does {route.verb} {route.pattern} take?"
    # A path that must name a record is asked with the sender's own too, for what the body may then reach.
    # A running number is everybody's: what it names is one's own.
    by_path = "{id}" in route.pattern and route.controller != "operations"
    asked = [(target, by_path) for target in targets]
    asked += [(target, False) for target in _targets(route, "own", user)] if by_path else []
    for body, named in [*((body, True) for body in referring), *((body, False) for body in own)]:
        said = json.dumps(body).replace("{name}", name).replace("{user}", user)
        yield from (Request(route, target, said, refers=named or reaching) for target, reaching in asked)


def _targets(route: Route, name: str, user: str) -> Iterator[str]:
    encoded = name.replace("/", "%2F")
    steps = route.pattern.split("/")
    for step in steps[1:]:
        known = not step.startswith("{") or step.strip("{}") in {*NAMING, *WORDS}
        assert known, f"what is {step} of {route.pattern}?"
    filled = [WORDS.get(step.strip("{}"), encoded) if step.startswith("{") else step for step in steps]
    login = f"user={user}&pwd={PASSWORD}&" if route.controller == "token" else MUST_SAY.get(route.controller, "")
    yield "/".join(filled) + (f"?{login}".rstrip("&?"))
    asked = route.reads or "{id}" in route.pattern or route.controller in BODILESS
    queried = QUERIES.get(route.controller, ()) if asked else ()
    for parameter in queried:
        yield f"{route.controller}?{login}{parameter}={encoded}"
        if parameter == "documentNumber":
            yield from (f"{route.controller}?documentNumber={encoded}&trxTypeId={kind}" for kind in (1, 2, 7))
    if route.pattern.endswith("{id}"):
        yield f"{route.controller}?id={encoded}"
