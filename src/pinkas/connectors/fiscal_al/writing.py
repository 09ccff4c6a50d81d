"""What is sent: the invoice as the fiscalisation service takes it, and as UBL for its buyer (fiscal dossier §8, §9)."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Final
from uuid import uuid4

from pinkas.actions.ports.fiscal_service import FiscalEinvoice, FiscalInvoice
from pinkas.books.document import Document, Line
from pinkas.books.fiscal import moment_text
from pinkas.books.money import HUNDRED, ONE, ZERO, half_up
from pinkas.books.tenders import TENDER_TYPES
from pinkas.books.vat import VatCategory
from pinkas.connectors.fiscal_al.xml import element, text

FISCALISATION: Final = "https://eFiskalizimi.tatime.gov.al/FiscalizationService/schema"
EINVOICES: Final = "https://Einvoice.tatime.gov.al/EinvoiceService/schema"
_UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
_UBL_GROUPS: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_UBL_VALUES: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_COUNTRY: Final = "ALB"
#: Means of payment by the books' kinds of tender; whatever else there is lies on account.
_PAID_BY: Final = {"cash": "BANKNOTE", "card": "CARD", "cheque": "CHECK", "voucher": "SVOUCHER", "transfer": "ACCOUNT"}
#: Paid over the counter.
_AT_TILL: Final = frozenset({"cash", "card", "cheque", "voucher"})
_BEARS_VAT: Final = frozenset({VatCategory.STANDARD, VatCategory.REDUCED})
_UBL_CATEGORY: Final = {
    VatCategory.STANDARD: "S", VatCategory.REDUCED: "S", VatCategory.ZERO: "Z", VatCategory.EXEMPT: "E",
    VatCategory.OUTSIDE: "O", VatCategory.REVERSE_CHARGE: "AE",
}  # fmt: skip


def envelope(message: str) -> bytes:
    """A message as SOAP 1.1 carries it."""
    return (
        f'<env:Envelope xmlns:env="{_SOAP}"><env:Header></env:Header><env:Body>{message}</env:Body></env:Envelope>'
    ).encode()


def header(now: dt.datetime, *, late: bool = False) -> str:
    """The header of a message: its own id, when it is sent, and whether that is later than it should have been."""
    said: dict[str, object | None] = {
        "SendDateTime": moment_text(now), "UUID": str(uuid4()), "SubseqDelivType": "SERVICE" if late else None,
    }  # fmt: skip
    return element("Header", said)


def invoice_body(invoice: FiscalInvoice) -> str:
    """`Invoice` of RegisterInvoiceRequest."""
    record, document = invoice.record, invoice.document
    sign = document.facts.sign
    owed = document.total != document.received_book and document.due_date > document.date
    said: dict[str, object | None] = {
        "BusinUnitCode": record.business_unit,
        "IIC": record.issuer_code,
        "IICSignature": record.signature.upper(),
        "InvNum": record.number.written,
        "InvOrdNum": record.number.ordinal,
        "IsIssuerInVAT": "true",
        "IsReverseCharge": _truth(is_reverse_charge(document)),
        "IsSimplifiedInv": "false",
        "IssueDateTime": record.issued_at,
        "OperatorCode": record.operator,
        "PayDeadline": document.due_date.isoformat() if owed else None,
        "SoftCode": record.software,
        "TCRCode": record.number.till_code,
        "TotPrice": _money(record.total),
        "TotPriceWoVAT": _money(sign * (document.total - document.vat)),
        "TotVATAmt": _money(sign * document.vat),
        "TypeOfInv": "CASH" if _is_cash(document) else "NONCASH",
    }
    return element("Invoice", said, *_parts(invoice))


def _parts(invoice: FiscalInvoice) -> Iterable[str]:
    document = invoice.document
    sign = document.facts.sign
    if invoice.corrects is not None:
        code, moment = invoice.corrects
        yield element("CorrectiveInv", {"IICRef": code, "IssueDateTime": moment, "Type": "CORRECTIVE"})
    if invoice.supply_from is not None:
        until = invoice.supply_to or invoice.supply_from
        yield element("SupplyDateOrPeriod", {"Start": invoice.supply_from.isoformat(), "End": until.isoformat()})
    if invoice.rate != ONE:
        yield element("Currency", {"Code": invoice.currency, "ExRate": f"{invoice.rate:f}"})
    yield element("PayMethods", None, *_payments(document))
    yield element(
        "Seller",
        {
            "Address": invoice.seller.address or None,
            "Country": _COUNTRY,
            "IDNum": invoice.record.tax_number,
            "IDType": "NUIS",
            "Name": invoice.seller.name,
            "Town": invoice.seller.city or None,
        },
    )
    party = document.party
    if party.tax_number:
        named = {"IDNum": party.tax_number, "IDType": "NUIS", "Name": party.name, "Town": party.city}
        yield element("Buyer", {**named, "Address": party.address1})
    yield element("Items", None, *(_item(line, document, sign) for line in document.lines))
    yield element(
        "SameTaxes",
        None,
        *(
            element(
                "SameTax",
                {
                    "NumOfItems": sum(
                        1 for line in document.lines if _treated(line, document) == (one.category, one.rate)
                    ),
                    "PriceBefVAT": _money(sign * one.base),
                    "VATAmt": _money(sign * one.vat),
                    "VATRate": _money(one.rate),
                },
            )
            for one in document.vat_totals
        ),
    )


def _payments(document: Document) -> Iterable[str]:
    sign = document.facts.sign
    for tender in document.tenders:
        kind = TENDER_TYPES[tender.type].kind
        yield element("PayMethod", {"Amt": _money(sign * tender.book_amount), "Type": _PAID_BY.get(kind, "OTHER")})
    rest = document.total - document.received_book
    if rest or not document.tenders:
        yield element("PayMethod", {"Amt": _money(sign * rest), "Type": "ACCOUNT"})


def _item(line: Line, document: Document, sign: int) -> str:
    category, rate = _treated(line, document)
    vat = half_up(line.net * rate / HUNDRED, 2)
    return element(
        "I",
        {
            "C": line.catalog_number,
            "N": line.name or line.details or "-",
            "PA": _money(sign * (line.net + vat)),
            "PB": _money(sign * line.net),
            "Q": f"{sign * line.quantity:f}",
            "U": line.unit or "-",
            "UPA": _money(half_up(line.unit_price * (HUNDRED + rate) / HUNDRED, 2)),
            "UPB": _money(half_up(line.unit_price, 2)),
            "VA": _money(sign * vat),
            "VR": _money(rate),
            "EX": "TYPE_1" if category is VatCategory.EXEMPT else None,
        },
    )


def is_reverse_charge(document: Document) -> bool:
    """Whether the buyer accounts for the tax."""
    return any(line.vat is VatCategory.REVERSE_CHARGE for line in document.lines)


def _is_cash(document: Document) -> bool:
    return any(TENDER_TYPES[tender.type].kind in _AT_TILL for tender in document.tenders)


def _treated(line: Line, document: Document) -> tuple[VatCategory, Decimal]:
    """How a line stands to VAT: its category and percentage."""
    if line.vat not in _BEARS_VAT:
        return line.vat, ZERO
    return line.vat, document.vat_rate if line.vat_rate is None else line.vat_rate


def _money(value: Decimal) -> str:
    return f"{value:.2f}"


def _truth(value: bool) -> str:  # noqa: FBT001 - the value itself, not a switch
    return "true" if value else "false"


# --- UBL ------------------------------------------------------------------------------------------------------------


def einvoice_body(einvoice: FiscalEinvoice) -> str:
    """`EinvoiceEnvelope` of RegisterEinvoiceRequest: the invoice in UBL 2.1, in base64."""
    return element(
        "EinvoiceEnvelope", None, element("UblInvoice", None, base64.b64encode(ubl(einvoice).encode()).decode())
    )


def ubl(einvoice: FiscalEinvoice) -> str:
    """The invoice in UBL 2.1 with what EN 16931 asks for, in the book currency; both codes of it are noted."""
    invoice, document = einvoice.invoice, einvoice.invoice.document
    record = invoice.record
    note = f"IIC={record.issuer_code}#FIC={einvoice.service_code}#IssueDateTime={record.issued_at}"
    return element(
        "Invoice",
        {"xmlns:cac": _UBL_GROUPS, "xmlns:cbc": _UBL_VALUES},
        _told("CustomizationID", "urn:cen.eu:en16931:2017"),
        _told("ProfileID", einvoice.terms.process),
        _told("ID", record.number.written),
        _told("IssueDate", document.date.isoformat()),
        _told("DueDate", document.due_date.isoformat()),
        _told("InvoiceTypeCode", str(einvoice.terms.type)),
        _told("Note", f"{note}#OperatorCode={record.operator}#BusinessUnitCode={record.business_unit}"),
        _told("DocumentCurrencyCode", document.currency),
        _party("AccountingSupplierParty", invoice.seller.name, record.tax_number, invoice.seller.city),
        _party("AccountingCustomerParty", document.party.name, document.party.tax_number, document.party.city),
        _taxes(document),
        _sums(document),
        *(_line(line, document) for line in document.lines),
        namespace=_UBL,
    )


def _told(name: str, value: str, **attributes: object) -> str:
    return element(f"cbc:{name}", attributes, text(value))


def _group(name: str, *inside: str) -> str:
    return element(f"cac:{name}", None, *inside)


def _amount(name: str, value: Decimal, document: Document) -> str:
    return _told(name, _money(value), currencyID=document.currency)


def _party(name: str, called: str | None, tax_number: str | None, city: str | None) -> str:
    parts = [_told("EndpointID", tax_number, schemeID="9923")] if tax_number else []
    parts.append(_group("PartyName", _told("Name", called or "-")))
    parts.append(_group("PostalAddress", _told("CityName", city or "-")))
    if tax_number:
        parts.append(_group("PartyLegalEntity", _told("CompanyID", tax_number)))
    return _group(name, _group("Party", *parts))


def _category(category: VatCategory, rate: Decimal) -> str:
    return (
        _told("ID", _UBL_CATEGORY[category]) + _told("Percent", _money(rate)) + _group("TaxScheme", _told("ID", "VAT"))
    )


def _taxes(document: Document) -> str:
    parts = [
        _group(
            "TaxSubtotal",
            _amount("TaxableAmount", one.base, document),
            _amount("TaxAmount", one.vat, document),
            _group("TaxCategory", _category(one.category, one.rate)),
        )
        for one in document.vat_totals
    ]
    return _group("TaxTotal", _amount("TaxAmount", document.vat, document), *parts)


def _sums(document: Document) -> str:
    net, rounding = document.net, document.cash_rounding or ZERO
    lines = sum((line.net for line in document.lines), ZERO)
    return _group(
        "LegalMonetaryTotal",
        _amount("LineExtensionAmount", lines, document),
        _amount("TaxExclusiveAmount", net, document),
        _amount("TaxInclusiveAmount", net + document.vat, document),
        *([_amount("AllowanceTotalAmount", lines - net, document)] if lines != net else []),
        _amount("PrepaidAmount", document.received_book, document),
        _amount("PayableRoundingAmount", rounding, document),
        _amount("PayableAmount", document.total - document.received_book, document),
    )


def _line(line: Line, document: Document) -> str:
    category, rate = _treated(line, document)
    return _group(
        "InvoiceLine",
        _told("ID", str(line.number)),
        _told("InvoicedQuantity", f"{line.quantity:f}", unitCode="H87"),
        _amount("LineExtensionAmount", line.net, document),
        _group(
            "Item",
            _told("Name", line.name or line.details or "-"),
            _group("ClassifiedTaxCategory", _category(category, rate)),
        ),
        _group("Price", _told("PriceAmount", f"{line.unit_price:f}", currencyID=document.currency)),
    )
