"""Papers of a Bulgarian business, from what its till recorded to the page, with and without a fiscal device."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from pinkas.actions import papers
from pinkas.actions.business_settings import set_identity
from pinkas.actions.contacts import save_contact
from pinkas.actions.desk import Desk
from pinkas.actions.drafts import save_draft
from pinkas.actions.issuing import issue_document
from pinkas.actions.papers_made import MadeOrder, make_document
from pinkas.actions.ports.fiscal import FiscalReceipt
from pinkas.books.contact import Contact
from pinkas.books.document import Party, StoredDocument
from pinkas.books.draft import DocumentOrder
from pinkas.books.dual_display import SecondTotal, second_total
from pinkas.books.language import Language
from pinkas.books.lines import LineOrder
from pinkas.storage import documents
from pinkas.storage.transactions import StoredTransaction
from pinkas.testing.house import House
from tests.paper.reading import all_lines
from tests.tills.shop import CUSTOMER, D, Till, back, entries, line, open_till

NOT_FISCALISED = "Продажбатанеерегистриранаиотчетеначрезфискалноустройство"


@pytest.fixture(scope="module")
def till(house: House) -> Till:
    till = open_till(house, "BG")
    till.run(
        lambda desk: set_identity(desk, till.caller, responsible_person="Петър Примеров", vat_number="BG203912345")
    )
    client = Contact(
        name="Клиент ЕООД", tax_number="000000025", vat_number="BG000000025", responsible_person="Анна Клиентова",
        vat_registered=True,
    )  # fmt: skip
    till.run(lambda desk: save_contact(desk, till.caller, "c1", client))
    return till


def make(till: Till, sold: StoredTransaction, what: str, **more: Any) -> StoredDocument:
    order = MadeOrder(what=what, channel="papers", contact=CUSTOMER, **more)
    made: StoredDocument = till.run(lambda desk: make_document(desk, till.caller, sold.serial, order)).record
    return made


def printed(till: Till, document: StoredDocument, language: Language = "bg", desk: Desk | None = None) -> list[str]:
    named = documents.by_serial(document.serial)
    _, pdf = till.house.run(papers.document_pdf(desk or till.house.desk, till.caller, named, language))
    return all_lines(pdf)


def missing(asked: tuple[str, ...], lines: list[str]) -> list[str]:
    return [text for text in asked if text not in lines]


def test_an_invoice_of_a_sale_and_its_credit_note(till: Till) -> None:
    sold = till.sell(line("2", "60"), contact=CUSTOMER)
    invoice = make(till, sold, "invoice", means=901, accepted_by="Иван Приемащ", vat_reason="чл. 113, ал. 9 от ЗДДС")
    number = f"{invoice.number:010d}"
    lines = printed(till, invoice)
    asked = (
        f"ФАКТУРА№{number}", "Оригинал", "КлиентЕООД", "ЕИК000000025", "ДДС№BG000000025", "МОЛАннаКлиентова",
        f"ЕИК{till.caller.tax_number}·ДДС№BG203912345·МОЛПетърПримеров", "Данъчнаоснова100,00€", "ДДС20%20,00€",
        "Сумазаплащане120,00€", "стоидвадесетевроинулацента", "чл.113,ал.9отЗДДС", "Банковпревод", NOT_FISCALISED,
        "Съставил:tillПолучил:ИванПриемащ",
    )  # fmt: skip
    assert missing(asked, lines) == []
    returned = till.sell(back("-1", entries(sold)[0]), contact=CUSTOMER)
    credit = make(till, returned, "credit", corrects=invoice.serial, comments="Дефектна стока")
    lines = printed(till, credit)
    asked = (f"КРЕДИТНОИЗВЕСТИЕ№{number[:-1]}{int(number[-1]) + 1}", "Дефектнастока", "Общасума60,00€", NOT_FISCALISED)
    assert missing(asked, lines) == []
    assert any(f"КъмФактура{number}(" in line for line in lines)


def test_a_till_receipt_says_in_every_language_that_nobody_fiscalised_it(till: Till) -> None:
    sold = till.sell(line("1", "90"), paid="90")
    receipt = sold.documents[0]
    assert {"Вброй90,00€", "деветдесетевроинулацента", NOT_FISCALISED} <= set(printed(till, receipt))
    assert "Copy" in printed(till, receipt, "en")
    assert "Thissalewasnotregisteredbyafiscaldevice" in printed(till, receipt, "en")
    assert "Shitjanukështëregjistruarnëpajisjefiskale" in printed(till, receipt, "sq")
    assert "ילקסיפרישכמבהמשרנאלהריכמה" in printed(till, receipt, "he")


def test_an_advance_and_the_invoice_that_deducts_it(till: Till) -> None:
    paid = till.sell(line("1", "240", "service"), paid="240", contact=CUSTOMER)
    advance = make(till, paid, "advance")
    lines = printed(till, advance)
    assert missing(("ФАКТУРАЗААВАНСОВОПЛАЩАНЕ", "Данъчносъбитие11.03.2026", "Сумазаплащане240,00€"), lines) == []
    sold = till.sell(line("1", "360", "service"), paid="240", contact=CUSTOMER)
    final = make(till, sold, "invoice", advances=((advance.serial, D(120)),))
    number = f"{advance.number:010d}"
    asked = (
        f"2Приспаднатаванспофактура№{number}-1100,00-100,00", "Сумазаплащане240,00€", "Курс1,95583",
        "Общовлв.469,40лв.",
    )  # fmt: skip
    lines = printed(till, final)
    assert missing(asked, lines) == []
    assert any("КъмФактуразаавансовоплащане" in line for line in lines)


def test_a_written_invoice_takes_from_the_card_what_its_wire_has_no_word_for(till: Till) -> None:
    order = DocumentOrder(
        key="w1", kind="tax_invoice", series=None, contact_key="c1", party=Party(name="Клиент"), class_number=3,
        lines=(LineOrder(name="Услуга", unit_price=D(1000), quantity=D(1)),), channel="api",
    )  # fmt: skip

    async def act(desk: Desk) -> StoredDocument:
        await save_draft(desk, till.caller, order)
        return (await issue_document(desk, till.caller, documents.by_key("w1"))).record

    issued: StoredDocument = till.run(act)
    assert issued.document.party == Party(name="Клиент", responsible_person="Анна Клиентова", vat_number="BG000000025")
    asked = (f"ФАКТУРА№{issued.number:010d}", "МОЛАннаКлиентова", "хилядаидвестаевроинулацента")
    assert missing(asked, printed(till, issued)) == []
    till.whole()


def test_over_caspit_papers_and_mails_are_in_the_language_of_the_country_unless_said(till: Till) -> None:
    till.house.add_user("boris", "s3cret-word", till.caller.business)
    named = {"user": "boris", "pwd": "s3cret-word", "osekMorshe": till.caller.tax_number}
    with httpx2.Client(base_url=f"{till.house.url}/api/v1") as client:
        token = client.get("/Token", params=named).json()
        client.headers["Caspit-Token"] = token
        sent = {
            "DocumentId": "w2",
            "TrxTypeId": 1,
            "TrxCodeNumber": 3,
            "CustomerId": "c1",
            "CustomerBusinessName": "Клиент ЕООД",
            "DocumentLines": [{"UnitPrice": 10, "Qty": 1}],
        }
        assert client.post("/Documents", json=sent).status_code == 201
        assert client.post("/PrintDocument/w2").status_code == 200
        assert "КлиентЕООД" in (bulgarian := all_lines(client.get("/Pdf/w2").content))
        assert any(line.startswith("ФАКТУРА№") for line in bulgarian)
        assert "Supplier" in all_lines(client.get("/Pdf/w2", params={"lan": "1"}).content)
        assert "קפסה" in all_lines(client.get("/Pdf/w2", params={"lan": "0"}).content)
        assert client.post("/EmailDocument/w2", json={"To": "anna@client.example"}).status_code == 200
        number = client.get("/Documents/w2").json()["Number"].rpartition("/")[2]
    mail = till.house.mailer.sent[-1]
    assert mail.subject == f"Фактура {number} от חנות"
    assert f"фактура № {number} от 04.08.2026 на стойност 12,00 €.\nСрок за плащане:" in mail.body


@dataclasses.dataclass
class Device:
    """A fiscal device that numbers what it is asked for, each once."""

    told: dict[int, FiscalReceipt] = dataclasses.field(default_factory=dict)

    @property
    def configured(self) -> bool:
        return True

    async def receipt_of(self, _business: int, document: StoredDocument) -> FiscalReceipt | None:
        number = f"{len(self.told) + 1:07d}"
        receipt = FiscalReceipt(device="DY123456", receipt=number, sale_number=f"DY123456-0001-{number}")
        return self.told.setdefault(document.serial, receipt)


def test_with_a_device_its_numbers_stand_there_on_every_copy(till: Till) -> None:
    device = Device()
    desk = dataclasses.replace(till.house.desk, fiscal=device)
    receipt = till.sell(line("1", "90"), paid="90").documents[0]
    asked = ("Фискалноустройство№DY123456", "Фискаленбон№0000001", "УНПDY123456-0001-0000001")
    for _ in range(2):
        lines = printed(till, receipt, "bg", desk)
        assert missing(asked, lines) == []
        assert NOT_FISCALISED not in lines
    assert len(device.told) == 1


@pytest.mark.parametrize(
    ("currency", "total", "day", "shown"),
    [
        ("BGN", "136.80", "2025-08-08", ("EUR", "69.94")),
        ("BGN", "1.95583", "2025-12-31", ("EUR", "1.00")),
        ("EUR", "100", "2026-08-08", ("BGN", "195.58")),
        ("EUR", "0.01", "2026-01-01", ("BGN", "0.02")),
        ("EUR", "100", "2026-08-09", None),
        ("BGN", "100", "2025-08-07", None),
        ("USD", "100", "2026-02-01", None),
    ],
)
def test_two_currencies_are_shown_while_the_law_asks(
    currency: str, total: str, day: str, shown: tuple[str, str] | None
) -> None:

    other = second_total("BG", currency, Decimal(total), dt.date.fromisoformat(day))
    expected = shown and SecondTotal(currency=shown[0], rate=D("1.95583"), total=D(shown[1]))
    assert other == expected
    assert second_total("IL", currency, Decimal(total), dt.date.fromisoformat(day)) is None
