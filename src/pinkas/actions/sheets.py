"""From a stored document to the sheet that shows it: words and figures only, nothing decided here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast
from zoneinfo import ZoneInfo

from pinkas.actions.paper_tenders import tender_kind
from pinkas.actions.papers_abroad import abroad
from pinkas.actions.ports.fiscal import FiscalReceipt
from pinkas.books.allocation import AllocationState, is_waiting
from pinkas.books.business import registered
from pinkas.books.document import Document, Line, Party, State, StoredDocument, Tender
from pinkas.books.dual_display import second_total
from pinkas.books.errors import NotAvailable
from pinkas.books.money import ONE, ZERO
from pinkas.books.numbering import INVOICES
from pinkas.books.settlement import left_open
from pinkas.books.tenders import TENDER_TYPES
from pinkas.paper import (
    AWAITS_ALLOCATION,
    IN_ENGLISH,
    NO_INPUT_TAX,
    SELF_INVOICE,
    Language,
    Letterhead,
    Logo,
    PartyBox,
    Sheet,
    SheetKind,
    SheetLine,
    SheetReference,
    SheetTender,
    SheetTotals,
    VatRow,
    papers_of,
)
from pinkas.paper.kinds import HOME
from pinkas.paper.sheet import Registration, SheetState
from pinkas.storage.documents import PaperFacts

#: Kinds that settle their sources, and kinds whose comments say why they were given.
_SETTLING: Final = {"receipt", "refund", "donation_receipt"}
#: Products' warranties are printed on what offers and sells them (Caspit dossier §8.7).
_WITH_WARRANTY: Final = {"quote", "proforma", "tax_invoice", "invoice_receipt", "till_receipt"}
_WARRANTY: Final[dict[Language, str]] = {"he": "אחריות", "en": "Warranty", "bg": "Гаранция", "sq": "Garancia"}
_ON_ACCOUNT: Final[dict[Language, str]] = {"he": "על חשבון", "en": "On account", "bg": "Авансово", "sq": "Parapagim"}
_DEDUCTED: Final[dict[Language, str]] = {
    "he": "בניכוי מקדמה לפי חשבונית",
    "en": "Less advance, invoice",
    "bg": "Приспаднат аванс по фактура №",
    "sq": "Parapagim i zbritur, fatura nr.",
}
#: The words of the law by the state of a document's allocation number.
_REMARKS: Final[dict[str, str]] = {
    AllocationState.CONTINUED: NO_INPUT_TAX,
    AllocationState.REVERSE_CHARGE: SELF_INVOICE,
}
_GIVEN_FOR: Final = {"credit_invoice", "refund", "donation_receipt", "debit_note", "till_return"}


def sheet_of(
    facts: PaperFacts,
    state: SheetState,
    zone: ZoneInfo,
    language: Language,
    *,
    fiscal: FiscalReceipt | None = None,
) -> Sheet:
    """The sheet of a document in one of its three states; the letterhead has its English address in English.

    `fiscal` is what a device told of it. Raises NotAvailable for a kind that the business's country has no paper for.
    """
    stored = facts.stored
    document = stored.document
    if (kind := SheetKind(document.kind)) not in papers_of(facts.country):
        raise NotAvailable(f"there is no {document.kind.replace('_', ' ')} on paper in this country")
    settles = document.kind in _SETTLING
    comments = document.comments or ""
    related, advances = _related(stored), _advances(stored)
    return Sheet(
        kind=kind,
        number=paper_number(stored.full_number, stored.run),
        date=document.date,
        due_date=document.due_date if document.facts.sells and not _paid_at_once(document) else None,
        state=state,
        cancelled=stored.state in {State.CANCELLED, State.VOID},
        issuer=_issuer(facts, language),
        party=_party(document.party),
        lines=tuple(_line(line, document, language, advances) for line in document.lines),
        totals=_totals(document, facts.country),
        tenders=tuple(_tender(tender) for tender in document.tenders),
        pays=(*related, *_on_account(stored, language)) if settles else (),
        sources=() if settles else related,
        reason=comments if document.kind in _GIVEN_FOR else "",
        comments="" if document.kind in _GIVEN_FOR else comments,
        allocation_number=stored.allocation_number,
        allocation_remark=_allocation_remark(stored, language),
        issued_by=stored.created_by,
        produced_at=stored.created_at.astimezone(zone),
        **({} if facts.country == HOME else abroad(facts, kind, language, fiscal)),
    )


def _related(stored: StoredDocument) -> tuple[SheetReference, ...]:
    """The documents this one was made from or pays, the invoice that a note corrects before the till's slip of it."""
    return tuple(
        SheetReference(
            number=paper_number(relation.full_number, relation.run),
            kind=SheetKind(relation.kind),
            date=relation.date,
            amount=relation.amount,
        )
        for relation in sorted(stored.relations, key=lambda one: one.run != INVOICES)
        if relation.source
    )


def _advances(stored: StoredDocument) -> dict[str, str]:
    """The numbers of the advances deducted, as their lines bear them and as paper writes them."""
    return {
        relation.full_number: paper_number(relation.full_number, relation.run)
        for relation in stored.relations
        if relation.source and relation.kind == "advance_invoice"
    }


def paper_number(full: str, run: str) -> str:
    """How a number stands on paper: that of a Bulgarian invoice as its ten digits alone (VAT Act, art. 114)."""
    return full.rpartition("/")[2] if run == INVOICES else full


def _allocation_remark(stored: StoredDocument, language: Language) -> str:
    """What the law wants said of a document without an allocation number, or with one of another sort."""
    if stored.state is not State.ISSUED:
        return ""
    if is_waiting(stored.allocation_state):
        return AWAITS_ALLOCATION[language]
    remark = _REMARKS.get(stored.allocation_state or "", "")
    return f"{remark}\n{IN_ENGLISH[remark]}" if remark and language == "en" else remark


def _paid_at_once(document: Document) -> bool:
    """Nothing falls due of what was paid in full as it was sold."""
    return document.facts.receives and left_open(document) == 0


def _on_account(stored: StoredDocument, language: Language) -> tuple[SheetReference, ...]:
    """What a receipt got and no document took: it must say what it is for (fiscal dossier §4.1)."""
    if stored.document.kind != "receipt" or stored.state in {State.CANCELLED, State.VOID}:
        return ()
    if any(relation.source and relation.amount is None for relation in stored.relations):
        return ()  # a draft that will pay what is open then: nobody knows yet what it leaves
    named = sum((relation.amount or ZERO for relation in stored.relations if relation.source), ZERO)
    rest = stored.document.paid_book - named
    return (SheetReference(number="", label=_ON_ACCOUNT[language], amount=rest),) if rest > 0 else ()


def _issuer(facts: PaperFacts, language: Language) -> Letterhead:
    """The business as it was registered on the document's day."""
    head, day = facts.letterhead, facts.stored.document.date
    english = language == "en" and head.address1_english is not None
    city = " ".join(part for part in (head.city_english if english else head.city, head.postal_code) if part)
    street = (head.address1_english,) if english else (head.address1, head.address2)
    logo = None
    if facts.logo is not None and head.logo_type is not None:
        logo = Logo(facts.logo, head.logo_type)  # type: ignore[arg-type]  # Logo checks it itself
    return Letterhead(
        name=head.legal_name,
        name_english=head.name_english or "",
        registration=cast("Registration", registered(head.registration, head.registrations, day)),
        tax_number=facts.tax_number,
        address=tuple(part for part in (*street, city) if part),
        phone=head.phone or "",
        email=head.email or "",
        website=head.website or "",
        logo=logo,
        country=facts.country,
        vat_number=head.vat_number or "",
        responsible_person=head.responsible_person or "",
    )


def _party(party: Party) -> PartyBox:
    return PartyBox(
        name=party.name or "",
        tax_number=party.tax_number or "",
        contact_person=party.contact_name or "",
        address=tuple(part for part in (party.address1, party.address2) if part),
        city=party.city or "",
        postal_code=party.postal_code or "",
        country=party.country or "",
        email=party.email or "",
        phone=party.mobile or "",
        vat_number=party.vat_number or "",
        responsible_person=party.responsible_person or "",
    )


def _line(line: Line, document: Document, language: Language, advances: Mapping[str, str]) -> SheetLine:
    english = language == "en"
    name = (line.name_english if english else None) or line.name or ""
    if line.net < 0 and name in advances:
        name = f"{_DEDUCTED[language]} {advances[name]}"
    # The name filled into empty details is not printed twice.
    details = line.details if line.details and line.details != line.name else ""
    if english and line.details_english:
        details = line.details_english
    if line.warranty and document.kind in _WITH_WARRANTY:
        details = " · ".join(part for part in (details, f"{_WARRANTY[language]}: {line.warranty}") if part)
    return SheetLine(
        number=line.number,
        name=name,
        details=details,
        catalog_number=line.catalog_number or "",
        quantity=line.quantity,
        unit=line.unit or "",
        unit_price=line.unit_price,
        currency=line.currency or document.currency,
        rate=line.rate,
        discount=line.discount,
        amount=line.net,
        category=line.vat.value,
        vat_rate=line.vat_rate,
    )


def _totals(document: Document, country: str) -> SheetTotals:
    second = second_total(country, document.currency, document.total, document.date)
    foreign = document.receipt_rate != ONE or document.receipt_currency != document.currency
    return SheetTotals(
        currency=document.currency,
        lines_taxable=document.taxable_lines,
        discount=document.discount,
        discount_percent=document.discount_percent or None,
        rounding=-document.rounding,
        taxable_base=document.taxable_base,
        exempt_base=document.exempt_base,
        vat_rows=tuple(VatRow(part.rate, part.base, part.vat, part.category.value) for part in document.vat_totals),
        vat=document.vat,
        cash_rounding=document.cash_rounding or ZERO,
        total=document.total,
        paid=document.received,
        withheld=document.withheld,
        total_paid=document.received + document.withheld,
        receipt_currency=document.receipt_currency,
        receipt_rate=document.receipt_rate,
        total_paid_converted=document.paid_book if foreign else None,
        book_currency=None if second is None else second.currency,
        book_rate=ONE if second is None else second.rate,
        book_total=None if second is None else second.total,
    )


def _tender(tender: Tender) -> SheetTender:
    card = TENDER_TYPES[tender.type].kind == "card"
    _, _, brand = tender.type.partition(":")
    return SheetTender(
        kind=tender_kind(tender.type),
        label=brand.capitalize() if card and brand != "other" else "",
        bank="" if tender.bank is None else str(tender.bank),
        branch="" if card else tender.branch or "",
        account="" if card else tender.account or "",
        card_last_four=tender.account or "" if card else "",
        cheque_number=tender.cheque_number or "",
        due_date=tender.due_date,
        amount=tender.amount,
        currency=tender.currency,
        rate=tender.rate,
    )
