"""What papers of transactions take off earlier ones: the invoice that a credit or debit names, what is left of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from pinkas.actions.desk import Caller
from pinkas.books.currency import changeover
from pinkas.books.document import Document, State, VatTotal
from pinkas.books.errors import InvalidValue, NotSettleable, OverCredited
from pinkas.books.made_from import left_of
from pinkas.books.money import ZERO
from pinkas.books.stock import SourceLine, based
from pinkas.storage.papers_made import PaperFacts, StandingPaper
from pinkas.storage.tills import TillContact

#: What a credit or debit may name.
CORRECTABLE: Final = frozenset({"tax_invoice", "invoice_receipt", "advance_invoice", "debit_note"})


def corrected_by(
    what: str,
    named: int | None,
    facts: PaperFacts,
    source: StandingPaper,
    customer: TillContact | None,
    caller: Caller,
) -> StandingPaper | None:
    """The invoice that a credit or debit is of: the one it names, else that of what comes back.

    Raises InvalidValue naming `corrects`, NotSettleable for goods of a sale that has no invoice yet, OverCredited.
    """
    if what not in {"credit", "debit"}:
        if named is not None:
            raise InvalidValue("corrects", "must be left out: only credits and debits name an invoice")
        return None
    if what == "credit" and source.document.sources:
        named = _of_return(named, source)
    if named is None:
        raise InvalidValue("corrects", f"must be said: a {what} note names its invoice")
    found = next((one for one in facts.named if one.serial == named), None)
    if found is None or found.kind not in CORRECTABLE or found.state is not State.ISSUED:
        raise InvalidValue("corrects", "names no invoice")
    if customer is None or found.contact != customer.serial:
        raise InvalidValue("corrects", "must be an invoice of the same customer")
    if what == "credit":
        _check_left(caller, source, found)
    return found


def _of_return(named: int | None, source: StandingPaper) -> int:
    """The invoice of what comes back."""
    if not source.invoices:
        raise NotSettleable(source.key, "takes back a sale that has no invoice yet: make that first")
    if named is None:
        return source.invoices[0]
    if named not in source.invoices:
        raise InvalidValue("corrects", "must be the invoice of the sale that comes back")
    return named


def _check_left(caller: Caller, source: StandingPaper, found: StandingPaper) -> None:
    """Raises InvalidValue for more money than is left of an invoice, OverCredited for more of one of its rates."""
    if (source.total or ZERO) > _left(found):
        raise InvalidValue("corrects", "names an invoice of which less than that is left to be credited")
    left = {(part.category, part.rate): part.base for part in left_to_deduct(caller, found)}
    for part in source.document.vat_totals:
        most = left.get((part.category, part.rate), ZERO)
        if part.base > most:
            raise OverCredited(found.key, None, most, part=f"its lines at {part.rate.normalize():f} %")


def _left(one: StandingPaper) -> Decimal:
    """What is left of an invoice or advance, with VAT."""
    return (one.total or ZERO) - one.credited - one.deducted


def left_to_deduct(caller: Caller, one: StandingPaper) -> tuple[VatTotal, ...]:
    """What is left of an invoice or advance by category and rate, after credits and deductions."""
    rounded = max(one.document.cash_rounding or ZERO, ZERO)
    return left_of(
        _in_books(caller, one.document),
        one.credited_parts,
        [(taken.category, taken.rate, taken.base) for taken in one.deductions],
        _left(one) - rounded,
    )


def _in_books(caller: Caller, earlier: Document) -> tuple[VatTotal, ...]:
    """A document's parts in the currency of the books as they are: what was taken of it is read in that as well."""
    change = changeover(caller.country, caller.currency)
    if change is None or earlier.currency != change.before:
        return earlier.vat_totals
    return tuple(
        replace(part, base=change.converted(part.base), vat=change.converted(part.vat)) for part in earlier.vat_totals
    )


def taken_from(credit: Document, invoice: StandingPaper) -> Document:
    """The credit with its lines going on with those of the invoice as well. Raises OverCredited for more than it sold.

    What a line names of the return it is made of stands first: that moved the goods.
    """
    used = {one.line: one.quantity for one in invoice.taken}
    lines = [
        SourceLine(
            document=invoice.serial,
            key=invoice.key,
            kind=invoice.kind,
            version=invoice.version,
            line=line.number,
            product_serial=line.product_serial,
            name=line.name,
            quantity=line.quantity,
            used=used.get(line.number, ZERO),
        )
        for line in invoice.document.lines
    ]
    found = based(credit, lines)
    joined = (
        replace(mine, bases=(*(mine.bases or ()), *(theirs.bases or ())))
        for mine, theirs in zip(credit.lines, found.lines, strict=True)
    )
    return replace(credit, lines=tuple(joined))
