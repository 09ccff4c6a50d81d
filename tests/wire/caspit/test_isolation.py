"""No route gives one business's records to another, or lets it touch them: every route, every kind of a stranger's id.

The requests are made in `strangers` from the tables of both routers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import psycopg
import pypdfium2
import pytest

from pinkas.actions.sessions import Sessions
from pinkas.actions.standing_orders.schedule import run_due
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.extensions.server import extensions_router
from pinkas.dialects.caspit.server import caspit_router
from pinkas.storage.verify import verify_business
from pinkas.testing.authority import Authority
from pinkas.testing.house import House
from tests.connectors.cards.stand_ins import CardCom
from tests.wire.ext.asking import ext
from tests.wire.ext.authority_shop import HELD, join, sell

from .golden.shop import PASSWORD, Reply, Shop
from .strangers import NAMING, PLAIN, QUERIES, Request, Route, requests, routes

#: Stands in every text of the victim's that is not a name to ask by; the digits stand in every amount.
SECRET, AMOUNT = "חסוי", 7654.32
IBAN = "BG80BNBG96611020345678"

#: What a stranger may know of the victim: each kind of name its records have. `_names_of` adds those that are made.
NAMES = {
    "contact key": "cust-1007",
    "contact without documents": "cust-1008",
    "payer's key": "cust-1009",
    "serial number": "1",
    "invoice key": "inv-1",
    "dealer's invoice": "inv-2",
    "receipt key": "rec-1",
    "draft key": "draft-1",
    "another draft": "draft-2",
    "full number": "98/100001",
    "draft's number": "98/100002",
    "receipt's number": "98/300001",
    "customer's tax number": "514000009",
    "customer's mail": "dana@example.com",
    "product key": "prod-1",
    "product without documents": "prod-2",
    "catalogue number": "A-80",
    "ERP code": "erp-1",
    "class number": "777",
    "entry key": "entry-1",
    "cash key": "cash-1",
    "deposit key": "dep-1",
    "difference key": "diff-1",
    "stock key": "stock-1",
    "expense key": "exp-1",
    "temporary expense": "exp-2",
    "expense payment": "paid-1",
    "standing order key": "debit-1",
    "another standing order": "debit-2",
    "month": "2026-01",
    "store key": "3",
    "closing key": "day-1",
    "bank account key": "main",
}

#: What is read without any text of the business's own; every other reading shows its owner what no stranger saw.
TEXTLESS = {
    "token", "hashavshevet-settings", "signature", "card-pages/{id}/notify", "vatrate", "vatdata",
    "vat-periods", "vat-settings", "log", "currencies",
    "paymenttypes", "lastdocumentsnumbers", "periods", "registration", "terms",
    "contacts/{id}/payer", "debits/{id}/runs", "openapitoken", "tax-authority", "tax-authority/return",
    "tax-authority/authorise", "allocations", "card-gateway", "card-pages", "card-pages/{id}",
    "allocations/{id}", "closings",
}  # fmt: skip

#: What no record opens, but what another server gave out: tests of its own knock there.
DOORS = {"tax-authority/return", "card-pages", "card-pages/{id}/notify"}

Forgive = Callable[[], None]


def _open(house: House, number: str, user: str, *, operator: bool = False) -> Shop:
    business = house.open_business(number)
    house.add_user(user, PASSWORD, business, operator=operator)
    shop = Shop(house, number, business)
    shop.token = shop.send("GET", f"/api/v1/Token?user={user}&pwd={PASSWORD}&osekMorshe={number}").json
    return shop


def _fill(shop: Shop) -> None:
    """The same records, under the same names, in whichever business."""
    texts = dict.fromkeys(("BusinessName", "Name", "City", "Phone", "Comments1", "BankAcctNumber"), SECRET)
    mail = {"OsekMorshe": "514000009", "Email": "dana@example.com", "OpenBalance": AMOUNT}
    party = {"CustomerId": "cust-1007", "CustomerBusinessName": SECRET, "Comments": SECRET, "CustomerCity": SECRET}
    party["CustomerEmail"] = "dana@example.com"
    goods = {"Name": SECRET, "SalePrice1": AMOUNT, "QtyInStock": AMOUNT}
    lines = {"DocumentLines": [{"ProductId": "prod-1", "ProductName": SECRET, "Details": SECRET, "UnitPrice": AMOUNT}]}
    cheque = [{"PaymentTypeId": 2, "Payment": 5, "CheckNumber": "12", "AccountNumber": "34", "BankId": 12}]
    coins = {"PaymentTypeId": 1, "Payment": 10}
    pays = {"ReceiptLines": [*cheque, coins], "RelatedDocuments": [{"DocumentId": "inv-1"}]}
    sides = [{"Account": "bank", "Debit": AMOUNT}, {"Account": "equity", "Credit": AMOUNT}]
    rounding = {"DocumentId": "inv-1", "Kind": "rounding", "Amount": 0.01}
    spent = {"Date": "2026-08-03", "TrxCodeNumber": 3100, "Total": AMOUNT, "SupplierId": "cust-1009", "Details": SECRET}
    paid = [{"ExpensePaymentId": "paid-1", "TotalPaid": AMOUNT, "PaymentDetails": SECRET}]
    counted = {"ProductId": "prod-1", "Quantity": AMOUNT, "Kind": "count"}
    monthly = {"ContactId": "debtor", "StartDate": "2026-08-04", "TrxTypeId": 1, "TrxCodeNumber": 3, "Details": SECRET}
    card = {"CCExpDate": "1230", "Amount": AMOUNT}
    monthly |= {"Amount": AMOUNT, "SendByEmail": True}
    answers = [
        shop.contact("cust-1007", **texts, **mail),
        *(shop.contact(key, **texts) for key in ("cust-1008", "cust-1009")),
        shop.ask("POST", "Products", {"ProductId": "prod-1", "CatalogNumber": "A-80", **goods}),
        shop.ask("POST", "Products", {"ProductId": "prod-2", **goods}),
        ext(shop, "PUT", "products/prod-1/card", {"ErpCode": "erp-1", "RegisterName": SECRET}),
        ext(shop, "PUT", "trx-codes/777", {"TrxCode": SECRET, "TrxCodeType": 1, "VatClass": "standard"}),
        ext(shop, "PUT", "mail-texts/1/0", {"Subject": SECRET, "Body": SECRET}),
        *(
            ext(shop, "PUT", target, {"Name": SECRET})
            for target in ("stores/3", "clubs/1", "price-lists/2", "tenders/100")
        ),
        ext(shop, "PUT", "tills/21", {"Name": SECRET, "Store": "3"}),
        ext(shop, "PUT", "staff/12", {"UserName": SECRET}),
        ext(shop, "PUT", "departments/7", {"Name": SECRET, "TrxCodeNumber": 3}),
        ext(shop, "PUT", "bank-accounts/main", {"BankName": SECRET, "Iban": IBAN, "Currency": "EUR"}),
        *(shop.invoice(key, **party, **lines) for key in ("inv-1", "draft-1", "draft-2")),
        shop.receipt("rec-1", **party, **pays),
        shop.print("inv-1"),
        shop.print("rec-1"),
        shop.get("Pdf/rec-1"),  # cannot be cancelled any more, so its cheque can bounce
        shop.ask("POST", "EmailDocument/inv-1", {"Subject": SECRET}),
        ext(shop, "PUT", "contacts/cust-1007/payer", {"ContactId": "cust-1009"}),
        ext(shop, "POST", "entries", {"EntryId": "entry-1", "Details": SECRET, "Lines": sides}),
        ext(shop, "POST", "cash", {"CashId": "cash-1", "Details": SECRET, "Kind": "in", "Amount": AMOUNT}),
        ext(shop, "POST", "differences", {"DifferenceId": "diff-1", "Details": SECRET, **rounding}),
        *(shop.ask("POST", "Expenses", {"ExpenseId": key, **spent}) for key in ("exp-1", "exp-2")),
        shop.ask("POST", "Expenses", {"ExpenseId": "exp-2", **spent, "Payments": paid}),
        ext(shop, "POST", "expenses/exp-1/post"),
        ext(shop, "POST", "stock", {"StockId": "stock-1", "Details": SECRET, **counted}),
        shop.ask("POST", "CreditCard", {**card, "CCNumber": "4580000000005041", "ContactId": "cust-1008"}),
        shop.ask("POST", "ChargeCreditCard", {**card, "CCNumber": "4580000000000000", "ContactId": "cust-1008"}),
        shop.ask("POST", "OpenAPIToken", {"AccessToken": str(AMOUNT)}),
        shop.invoice("inv-2", **party, **lines, CustomerOsekMorshe="513579243"),
        shop.print("inv-2"),
        shop.contact("debtor"),
        *(
            shop.ask("POST", "PreAuthorizedDebits", {"PreAuthorizedDebitId": key, **monthly})
            for key in ("debit-1", "debit-2")
        ),
    ]
    lost = {**card, "CCNumber": "4580000000005041", "ContactId": "cust-1008"}
    assert [shop.ask("POST", "ChargeCreditCard", lost).status for _ in range(2)] == [502, 502]
    unknown = ext(shop, "GET", "charges?open=true").json["Results"][0]["ChargeId"]
    assert ext(shop, "POST", f"charges/{unknown}/settle", {"State": "declined", "Details": SECRET}).status == 200
    _fill_page(shop)
    shop.house.run(run_due(shop.house.desk))  # they are due, and there is no address to mail it to
    coins = {"CaspitKupaLineId": shop.get("Kupa").json["Results"][1]["CaspitKupaLineId"], "Amount": 4}
    said = {"DepositId": "dep-1", "BankAccountName": SECRET, "Details": SECRET, "Lines": [coins]}
    answers.append(ext(shop, "POST", "deposits", said))
    answers.append(ext(shop, "POST", "closings", {"ClosingId": "day-1", "Store": "3"}))
    assert [answer.text for answer in answers if answer.status not in {200, 201}] == []


def _fill_page(shop: Shop) -> None:
    """A gateway's page for a card holder, opened at one that has such."""
    clearing = CardCom()
    shop.house.gateways.urls["cardcom"] = clearing.url
    account = {"Gateway": "cardcom", "Terminal": "1000", "User": clearing.user}
    with clearing.open():
        assert ext(shop, "PUT", "card-gateway", account).status == 200
        assert ext(shop, "POST", "card-pages", {"Operation": "token", "ContactId": "cust-1008"}).status == 201
    assert ext(shop, "PUT", "card-gateway", {"Gateway": "sandbox"}).status == 200


def _names_of(shop: Shop) -> dict[str, str]:
    """Every name of a filled shop's records, with those that were made for them."""
    charges = ext(shop, "GET", "charges").json["Results"]
    made = {
        "till line": shop.get("Kupa").json["Results"][0]["CaspitKupaLineId"],
        "cash in the till": shop.get("Kupa").json["Results"][1]["CaspitKupaLineId"],
        "mailing": ext(shop, "GET", "mailings").json["Results"][0]["MailingId"],
        "charge": charges[0]["ChargeId"],
        "charge's reference": charges[0]["ReferenceNumber"],
        "settled charge": charges[1]["ChargeId"],
        "charge of which something is to be learnt": charges[2]["ChargeId"],
        "card page": ext(shop, "GET", "card-pages").json["Results"][0]["PageId"],
        "opening balance": ext(shop, "GET", "entries?kind=opening_balance").json["Results"][0]["EntryId"],
    }
    return {**NAMES, **made, "tax number": shop.tax_number, "business": str(shop.business)}


def _own(shop: Shop) -> None:
    """A few records of a stranger's, whose texts tell nothing."""
    shop.contact("own")
    assert shop.ask("POST", "Products", {"ProductId": "own", "Name": "own"}).status == 201
    assert shop.invoice("own", DocumentNumberBranch=7).status == 201
    assert shop.print("own").status == 200


def _held(shop: Shop, authority: Authority) -> dict[str, str]:
    """Invoices that the tax authority holds, to decide about, and two it was never asked about."""
    unasked = ("unasked-1", "unasked-2")
    for key in unasked:
        assert sell(shop, key, 9000).status == 200
    join(shop, authority)
    authority.holds.add(int(HELD))
    keys = [f"held-{number}" for number in range(4)]
    for key in keys:
        assert sell(shop, key, 9000, HELD).status == 200
    return {f"invoice {key}": key for key in (*unasked, *keys)}


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with Authority() as open_authority:
        yield open_authority


@pytest.fixture(autouse=True)
def forgive(owner_dsn: str) -> Iterator[Forgive]:
    """Forget wrong logins: a guess that is slowed proves nothing."""
    with psycopg.connect(owner_dsn, autocommit=True) as owner:

        def forget() -> None:
            owner.execute("delete from directory.attempt")

        forget()
        yield forget
        forget()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The parameters that handlers read, by controller."""
    found: dict[str, set[str]] = {}
    faithful = Call.text

    def text(call: Call, name: str) -> str | None:
        found.setdefault(call.path[0].lower(), set()).add(name.lower())
        return faithful(call, name)

    monkeypatch.setattr(Call, "text", text)
    return found


@pytest.fixture(scope="module")
def victim(house: House) -> Iterator[Shop]:
    shop = _open(house, "611111111", "victim")
    _fill(shop)
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def stranger(house: House) -> Iterator[Shop]:
    """Somebody with a good token, of another business."""
    shop = _open(house, "622222222", "stranger")
    _own(shop)
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def table(house: House) -> list[Route]:
    """Every route of both wires."""
    sessions = Sessions(house.desk)
    return routes(caspit_router(house.desk, sessions), extensions_router(house.desk, sessions))


def _shown(reply: Reply) -> str:
    if reply.headers.get("content-type") == "application/octet-stream":
        return reply.body.decode("windows-1255", "replace")
    if reply.headers.get("content-type") != "application/pdf":
        return reply.text
    paper = pypdfium2.PdfDocument(reply.body)
    text: str = "".join(page.get_textpage().get_text_bounded() for page in paper)
    paper.close()
    return text


def _digest(owner_dsn: str, business: int) -> dict[str, str]:
    """A fingerprint of every row of a business, by table."""
    with psycopg.connect(owner_dsn) as owner:
        tables = owner.execute(
            "select format('%I.%I', table_schema, table_name) from information_schema.columns"
            " where table_schema in ('books', 'directory') and column_name = 'business_id'"
            " and table_name <> 'session'"
        ).fetchall()
        assert len(tables) > 20
        every = " union all ".join(
            f"select '{table}', concat_ws(' ', count(*), md5(string_agg(t::text, '|' order by t::text)))"
            f" from {table} t where business_id = {business:d}"
            for (table,) in tables
        )
        return dict(owner.execute(every).fetchall())  # type: ignore[arg-type]


def _asked(table: list[Route], names: dict[str, str], user: str) -> list[Request]:
    """Every request once: first those that only ask, then those that need the other's record, then all others."""
    every = dict.fromkeys(
        request for route in table for name in names.values() for request in requests(route, name, user)
    )
    return sorted(every, key=lambda one: (not one.route.reads, not one.refers))


def test_no_route_shows_or_touches_a_strangers_records(
    table: list[Route], victim: Shop, stranger: Shop, owner_dsn: str, forgive: Forgive
) -> None:
    before = _digest(owner_dsn, victim.business)
    asked = _asked(table, _names_of(victim), "stranger")
    last = asked[0].route
    stranger.house.mailer.reset()
    for request in asked:
        if request.route != last:
            # Whatever it did to the stranger's own books, the victim's are as they were.
            assert _digest(owner_dsn, victim.business) == before, last
            last = request.route
        if last.controller == "token":
            forgive()
        reply = request.sent_by(stranger)
        shown = _shown(reply) if reply.body else ""
        assert reply.status < 500 or reply.status == 501, (request, shown)
        assert SECRET not in shown, request
        assert "7654.32" not in shown, request
        if request.refers and not last.reads:
            assert reply.status >= 400, (request, shown)
    assert _digest(owner_dsn, victim.business) == before, last
    assert SECRET not in str(stranger.house.mailer.sent)
    assert len(asked) > 1500


def test_the_same_requests_serve_their_owner(
    house: House, table: list[Route], forgive: Forgive, read: dict[str, set[str]], authority: Authority
) -> None:
    """Otherwise the test above would pass with requests that ask for nothing."""
    owner = _open(house, "633333331", "owner", operator=True)
    _fill(owner)
    _own(owner)
    names = _names_of(owner) | _held(owner, authority)
    served: Counter[Route] = Counter()
    shown: set[str] = set()
    for request in _asked(table, names, "owner"):
        enough = request.route.pattern in shown or not request.route.reads or request.route.pattern in TEXTLESS
        if served[request.route] and enough:
            continue
        if request.route.controller == "token":
            forgive()
        reply = request.sent_by(owner)
        served[request.route] += reply.status in {200, 201, 204}
        if request.route.reads and reply.status == 200 and SECRET in _shown(reply):
            shown.add(request.route.pattern)
    assert [
        f"{route.verb} {route.pattern}" for route in table if not served[route] and route.pattern not in DOORS
    ] == []
    assert shown == {route.pattern for route in table if route.reads} - TEXTLESS
    assert house.run(verify_business(house.desk.store, owner.business)) is None
    owner.close()
    # A parameter that names a record and was not asked by would hide behind the others.
    unasked = {
        path: names - {name.lower() for name in (*PLAIN, *NAMING, *QUERIES.get(path, ()))}
        for path, names in read.items()
    }
    assert {path: names for path, names in unasked.items() if names} == {}


@pytest.mark.parametrize(("verb", "pattern"), [("GET", "contacts/{code}"), ("POST", "nothings")])
def test_a_route_that_cannot_be_filled_is_told(verb: str, pattern: str) -> None:
    with pytest.raises(AssertionError):
        list(requests(Route(verb, "/api/v1", pattern), "x", "stranger"))


def test_a_login_opens_its_own_business_alone(victim: Shop, stranger: Shop) -> None:
    for number in (f"osekMorshe={victim.tax_number}", f"OSEKMORSHE={victim.tax_number}&osekMorshe=622222222"):
        refused = stranger.send("GET", f"/api/v1/Token?user=stranger&pwd={PASSWORD}&{number}")
        assert (refused.status, refused.text) == (401, "Invalid user name or password")


def test_another_businesss_idempotency_key_is_nobodys(victim: Shop, stranger: Shop) -> None:
    body = {"BusinessName": SECRET}
    assert victim.ask("POST", "Contacts", body, Idempotency_Key="shared").status == 201
    own = stranger.ask("POST", "Contacts", {"BusinessName": "own"}, Idempotency_Key="shared")
    assert (own.status, own.headers.get("idempotency-replayed"), own.json["BusinessName"]) == (201, None, "own")


def test_the_same_names_are_free_in_every_business(house: House, victim: Shop, owner_dsn: str) -> None:
    before = _digest(owner_dsn, victim.business)
    neighbour = _open(house, "644444444", "neighbour")
    for key in ("cust-1007", "shared"):
        neighbour.contact(key, BusinessName="mine")
    neighbour.invoice("own-1", CustomerId="cust-1007")
    assert neighbour.print("own-1").status == 200
    assert neighbour.get("Contacts/cust-1007").json["BusinessName"] == "mine"
    assert neighbour.balance("cust-1007") == -1180
    assert _digest(owner_dsn, victim.business) == before
    neighbour.close()
