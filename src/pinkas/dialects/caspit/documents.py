"""Documents in the vendor's words (dossier sections 8.3 to 8.6): translation both ways, nothing decided."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pinkas.books.document import Line, Party, Relation, StoredDocument, Tender
from pinkas.books.draft import DocumentOrder, SourceName, TenderOrder
from pinkas.books.lines import LineOrder
from pinkas.books.money import ONE, ZERO
from pinkas.books.numbering import PROVISIONAL
from pinkas.books.vat import VatCategory
from pinkas.dialects.caspit import quirks
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.names import (
    CURRENCY_OF_SYMBOL,
    KIND_OF_TRX_TYPE,
    PAYMENT_TYPE_OF_TENDER,
    RELATION_FOLLOWING,
    RELATION_SOURCE,
    SOURCE_API,
    STATUS_OF_STATE,
    SYMBOL_OF_CURRENCY,
    SYMBOLS,
    TENDER_OF_PAYMENT_TYPE,
    TRX_TYPE_OF_KIND,
)
from pinkas.dialects.caspit.wire import (
    CaspitDocument,
    CaspitDocumentLine,
    CaspitReceiptLine,
    RelatedDocument,
)

CHANNEL: Final = "api"


def to_wire(stored: StoredDocument, call: Call, *, business: int) -> CaspitDocument:
    """The document in the vendor's words."""
    document = stored.document
    party = document.party
    paid = document.received + document.withheld
    return CaspitDocument(
        DocumentId=stored.key,
        DocumentNumberBranch=document.series,
        TrxTypeId=TRX_TYPE_OF_KIND[document.kind],
        Number=quirks.full_number(document.series, stored.number, stored.run),
        Date=document.date,
        CustomerId=stored.contact_key,
        CustomerBusinessName=party.name,
        CustomerOsekMorshe=party.tax_number,
        CustomerContactName=party.contact_name,
        CustomerAddress1=party.address1,
        CustomerAddress2=party.address2,
        CustomerCity=party.city,
        CustomerPostalCode=party.postal_code,
        CustomerCountry=party.country,
        CustomerEmail=party.email,
        MobilePhone=party.mobile,
        Details=document.note,
        Comments=document.comments,
        TotalLinesChargeVAT=document.taxable_lines,
        Rebate=document.discount,
        RebatePercent=document.discount_percent,
        RountTotal=document.round_total,
        RebateRounding=document.rounding - (document.cash_rounding or ZERO),
        TotalBeforeVAT=document.net,
        TotalBeforeVATChargeVAT=document.taxable_base,
        TotalNoChargeVat=document.exempt_base,
        Vat=document.vat,
        Total=document.total,
        EffectiveTotal=document.effective_total,
        VatRate=document.vat_rate,
        Payment=document.received,
        TaxDeduction=document.withheld,
        TotalPayment=paid,
        ReceiptCurrencySymbol=symbol(document.receipt_currency),
        ReceiptRate=document.receipt_rate,
        TaxDeductionNIS=document.withheld_book,
        PaymentNIS=document.received_book,
        TotalPaymentNIS=document.paid_book,
        DocumentLines=[_line_to_wire(line) for line in document.lines],
        ReceiptLines=[_tender_to_wire(tender) for tender in document.tenders],
        TrxCode=stored.class_name,
        TrxCodeNumber=document.class_number,
        DueDate=document.due_date,
        Status=STATUS_OF_STATE[stored.state],
        RowVersion=quirks.row_version(stored),
        LinkToPdf=quirks.link_to_pdf(call.link("Pdf", stored.key)),
        ViewUrl=None,
        PaymentUrl=None,
        # What the vendor has no word for is in none of its lists.
        RelatedDocuments=[
            _relation_to_wire(relation) for relation in stored.relations if relation.kind in TRX_TYPE_OF_KIND
        ],
        AllocationNumber=stored.allocation_number,
        DocumentSource=SOURCE_API,
        BusinessId=str(business),
        DateCreated=stored.created_at,
        UserCreated=stored.created_by,
        DateUpdated=stored.updated_at,
        UserUpdated=stored.updated_by,
    )


def symbol(currency: str) -> str:
    """A currency as this wire writes it."""
    return SYMBOL_OF_CURRENCY.get(currency, currency)


def _line_to_wire(line: Line) -> CaspitDocumentLine:
    return CaspitDocumentLine(
        Number=line.number,
        ProductId=line.product,
        ProductCatalogNumber=line.catalog_number,
        ProductName=line.name,
        Details=line.details,
        UnitPrice=line.unit_price,
        Qty=line.quantity,
        CurrencySymbol=symbol(line.currency),
        Rate=line.rate,
        Rebate=line.discount,
        ExtendedPrice=line.net,
        ChargeVAT=line.vat in {VatCategory.STANDARD, VatCategory.REDUCED},
        VATRate=line.vat_rate,
    )


def _tender_to_wire(tender: Tender) -> CaspitReceiptLine:
    return CaspitReceiptLine(
        Number=tender.number,
        PaymentTypeId=PAYMENT_TYPE_OF_TENDER[tender.type],
        AccountNumber=tender.account,
        BranchOrValidTo=tender.branch,
        BankId=tender.bank,
        CheckNumber=tender.cheque_number,
        PaymentDate=tender.due_date,
        Payment=tender.amount,
        CurrencySymbol=symbol(tender.currency),
        Rate=tender.rate,
    )


def _relation_to_wire(relation: Relation) -> RelatedDocument:
    return RelatedDocument(
        DocumentId=relation.key,
        DocumentNumber=quirks.full_number(relation.series, relation.number, relation.run),
        TrxTypeId=TRX_TYPE_OF_KIND[relation.kind],
        DocumentSum=relation.amount,
        DocumentRelation=RELATION_SOURCE if relation.source else RELATION_FOLLOWING,
    )


def to_order(sent: CaspitDocument, *, creating: bool) -> DocumentOrder:
    """What the caller asks for, in the books' words. Computed members are ignored, as the vendor may."""
    problems: dict[str, list[str]] = {}
    kind = KIND_OF_TRX_TYPE.get(sent.TrxTypeId or 0)
    if kind is None:
        allowed = ", ".join(map(str, KIND_OF_TRX_TYPE))
        problems["doc.TrxTypeId"] = [f"The value of TrxTypeId is not valid. Allowed values: {allowed}"]
    order = DocumentOrder(
        key=sent.DocumentId or None,
        kind=kind or "",
        series=sent.DocumentNumberBranch,
        date=sent.Date,
        due_date=sent.DueDate,
        contact_key=sent.CustomerId or None,
        party=_party(sent),
        class_number=sent.TrxCodeNumber or 0,
        comments=sent.Comments or None,
        note=(sent.Details or "").strip() or None,
        note_from_lines=creating and quirks.details_from_lines(sent),
        lines=tuple(
            line_order(line, f"doc.DocumentLines[{place}]", problems, creating=creating)
            for place, line in enumerate(sent.DocumentLines or [])
        ),
        discount=_amount(sent.Rebate, sent.RebatePercent),
        discount_percent=sent.RebatePercent,
        round_total=bool(sent.RountTotal),
        vat_rate=sent.VatRate,
        tenders=tuple(
            _tender_order(line, f"doc.ReceiptLines[{place}]", problems)
            for place, line in enumerate(sent.ReceiptLines or [])
        ),
        received=_received(sent),
        withheld=sent.TaxDeduction,
        receipt_currency=currency_of(sent.ReceiptCurrencySymbol, "doc.ReceiptCurrencySymbol", problems),
        receipt_rate=_rate(sent.ReceiptRate),
        sources=_sources(sent, problems),
        channel=CHANNEL,
    )
    if problems:
        raise WireError(problems)
    return order


def _amount(rebate: Decimal | None, percent: Decimal | None) -> Decimal | None:
    """A percentage counts only while no amount is given; a zero amount beside a percentage is none (dossier 10)."""
    return None if not rebate and percent else rebate


def _received(sent: CaspitDocument) -> Decimal | None:
    """Payment defaults to the sum of the payment lines; zero beside lines is "not said"."""
    return None if not sent.Payment and sent.ReceiptLines else sent.Payment


def _rate(rate: Decimal | None) -> Decimal | None:
    """A rate of zero is how .NET clients send "not said"."""
    return rate or None


def _party(sent: CaspitDocument) -> Party:
    return Party(
        name=sent.CustomerBusinessName or None,
        tax_number=sent.CustomerOsekMorshe or None,
        contact_name=sent.CustomerContactName or None,
        address1=sent.CustomerAddress1 or None,
        address2=sent.CustomerAddress2 or None,
        city=sent.CustomerCity or None,
        postal_code=sent.CustomerPostalCode or None,
        country=sent.CustomerCountry or None,
        email=sent.CustomerEmail or None,
        mobile=sent.MobilePhone or None,
    )


def line_order(line: CaspitDocumentLine, at: str, problems: dict[str, list[str]], *, creating: bool) -> LineOrder:
    """A line as ordered; what cannot be is put into `problems` under its path."""
    return LineOrder(
        product=line.ProductId or None,
        catalog_number=line.ProductCatalogNumber or None,
        name=line.ProductName or None,
        details=(quirks.fill_details_from_product_name(line) if creating else line.Details) or None,
        unit_price=line.UnitPrice,
        quantity=ONE if line.Qty is None else line.Qty,
        currency=currency_of(line.CurrencySymbol, f"{at}.CurrencySymbol", problems),
        rate=_rate(line.Rate),
        discount=line.Rebate,
        charges_vat=line.ChargeVAT,
    )


def _tender_order(line: CaspitReceiptLine, at: str, problems: dict[str, list[str]]) -> TenderOrder:
    tender = TENDER_OF_PAYMENT_TYPE.get(line.PaymentTypeId or 0)
    if tender is None:
        allowed = ", ".join(map(str, TENDER_OF_PAYMENT_TYPE))
        problems[f"{at}.PaymentTypeId"] = [f"The value of PaymentTypeId is not valid. Allowed values: {allowed}"]
        tender = ""
    return TenderOrder(
        type=tender,
        # A card's full number stops here.
        account=quirks.masked_card(line.AccountNumber) if tender.startswith("card") else line.AccountNumber or None,
        branch=line.BranchOrValidTo or None,
        bank=line.BankId,
        cheque_number=line.CheckNumber or None,
        due_date=line.PaymentDate,
        amount=line.Payment or ZERO,
        currency=currency_of(line.CurrencySymbol, f"{at}.CurrencySymbol", problems),
        rate=_rate(line.Rate),
    )


def currency_of(symbol: str | None, at: str, problems: dict[str, list[str]]) -> str | None:
    """A currency in the books' words; what names none is put into `problems` under its path."""
    if not symbol or not symbol.strip():
        return None
    code = CURRENCY_OF_SYMBOL.get(symbol.strip().upper())
    if code is None:
        member = at.rpartition(".")[2]
        problems[at] = [f"The value of {member} is not valid. Allowed values: {', '.join(SYMBOLS)}"]
    return code


def _sources(sent: CaspitDocument, problems: dict[str, list[str]]) -> tuple[SourceName, ...] | None:
    """The documents this one pays: those said to be its sources, by id or by full number, narrowed by type."""
    if sent.RelatedDocuments is None:
        return None
    names = []
    for place, related in enumerate(sent.RelatedDocuments):
        if related.DocumentRelation == RELATION_FOLLOWING:
            continue  # what came after is ours to know; clients send it back
        number = quirks.parse_full_number(related.DocumentNumber or "")
        amount = related.DocumentSum or None
        if related.DocumentId:
            names.append(SourceName(key=related.DocumentId, amount=amount))
        elif number is not None:
            kind = PROVISIONAL if number.provisional else KIND_OF_TRX_TYPE.get(related.TrxTypeId or 0)
            names.append(SourceName(series=number.series, number=number.number, kind=kind, amount=amount))
        else:
            at = f"doc.RelatedDocuments[{place}].DocumentId"
            problems[at] = ["The DocumentId field is required."]
    return tuple(names)
