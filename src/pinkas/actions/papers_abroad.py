"""What papers of Bulgaria and Albania tell besides: the tax event, the total in words, payment, fiscal marks."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from pinkas.actions.paper_tenders import tender_kind
from pinkas.books.money import fits
from pinkas.books.pay_types import BUILT_IN_MEANS
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.words import amount_in_words
from pinkas.paper import FiscalMarks, Language, SheetAccount, SheetKind
from pinkas.paper.kinds import KINDS
from pinkas.paper.words import WORDS

if TYPE_CHECKING:
    import datetime as dt

    from pinkas.actions.ports.fiscal import FiscalReceipt
    from pinkas.books.document import Document, StoredDocument
    from pinkas.storage.documents import PaperFacts

#: Kinds that offer or hand over and ask for no money: no total of theirs is told in words.
_WITHOUT_WORDS: Final = {SheetKind.QUOTE, SheetKind.DELIVERY_NOTE}
#: What is the event itself, and not made of one.
_HAPPENED: Final = {"till_receipt", "till_return"}


def abroad(facts: PaperFacts, kind: SheetKind, language: Language, fiscal: FiscalReceipt | None) -> dict[str, Any]:
    """The fields of a sheet that only papers outside Israel fill in."""
    document = facts.stored.document
    account = facts.account
    return {
        "tax_event_date": _tax_event(facts.stored) if KINDS[kind].fiscal == "sale" else None,
        "in_words": "" if kind in _WITHOUT_WORDS else _in_words(document, language),
        "vat_reason": "\n".join(_grounds(document)),
        "payment_method": "" if document.tenders else facts.means or _means(document.means, language),
        "account": None if account is None else SheetAccount(account.bank_name, account.iban, account.bic or ""),
        "received_by": document.accepted_by or "",
        "fiscal": None if fiscal is None else FiscalMarks(**asdict(fiscal)),
        "not_fiscalised": fiscal is None,
    }


def _means(number: int | None, language: Language) -> str:
    """One of the means of payment that every business has, as the paper calls its kind; nothing where none is named."""
    types = (means.type for means in BUILT_IN_MEANS if means.number == number)
    return next((WORDS[language].tenders[tender_kind(one)] for one in types if one in TENDER_TYPES), "")


def _tax_event(stored: StoredDocument) -> dt.date:
    """When what it is made of happened: goods handed over, paid for or brought back; else the paper's own day."""
    document = stored.document
    if document.kind in _HAPPENED:
        return document.date
    events = {"till_return"} if document.facts.credits else {"till_receipt", "delivery_note"}
    return max((one.date for one in stored.relations if one.source and one.kind in events), default=document.date)


def _in_words(document: Document, language: Language) -> str:
    currency = document.currency if document.facts.sells else document.receipt_currency
    # What was received and what was withheld may together be more than words are for.
    total = document.effective_total
    return amount_in_words(total, currency, language) if fits(total, 2) else ""


def _grounds(document: Document) -> list[str]:
    """The grounds for zero or no VAT, of the whole and of single lines, each once."""
    said = (document.vat_reason, *(one.vat_reason for one in document.lines))
    return list(dict.fromkeys(ground for ground in said if ground))
