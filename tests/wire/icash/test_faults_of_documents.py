"""What documents say of a partner, of services and of the way to pay, and the lists that go by it."""

from __future__ import annotations

from pinkas.actions.shops import save_part
from pinkas.books.shop import BankAccount
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

from .test_cards import PARTNER
from .test_documents import EVERY, listed, paper, sold
from .test_operations import shop


def test_a_vat_number_counts_while_its_partner_is_registered(house: House) -> None:
    """The number stays on the card; documents bear it as the card stood when they were issued."""
    system = shop(house)
    registered = paper(house, system, sold(system, (1, 24)), "invoice")
    system.done("add-contragent", **{**PARTNER, "EditContragentID": 1, "ContragentVatRegistered": 0})
    without = paper(house, system, sold(system, (1, 24)), "invoice")
    numbers = [
        system.call("get-document", DocumentID=serial).data["DocumentContragentTaxNumVatReg"]
        for serial in (registered, without)
    ]
    assert numbers == ["BG000000025", ""]
    assert system.call("get-contragents").data["Data"][0]["ContragentVatNum"] == "BG000000025"


def test_documents_without_a_bank_account(house: House) -> None:
    system = shop(house)
    account = {"bank_name": "Банка", "iban": "BG80BNBG96611020345678", "bic": "BNBGBGSD", "currency": "EUR"}
    house.run(save_part(house.desk, system.caller, BankAccount, "main", account))
    with_it = paper(house, system, sold(system, (1, 24)), "invoice", bank_account=1)
    without = paper(house, system, sold(system, (1, 24)), "invoice")
    assert listed(system, DocumentBankAccountID=0) == [without]
    assert listed(system, DocumentBankAccountID=1) == [with_it]
    assert listed(system, **EVERY) == [with_it, without]
    assert house.run(verify_business(house.desk.store, system.caller.business)) is None
