"""What a document is composed on: the business, the customer, the catalogue and the rates, as they stood when read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pinkas.books import vat
from pinkas.books.business import WITHOUT_VAT, Registered, registered
from pinkas.books.currency import Changeover
from pinkas.books.errors import InvalidValue
from pinkas.books.money import ONE, product, to_cents
from pinkas.books.product import Product
from pinkas.books.terms import DEFAULT_TERMS, Terms
from pinkas.books.vat import VatCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueItem:
    """A product under the key a line names it by."""

    serial: int
    version: int
    product: Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Facts a composition relies on. Rates of exchange are book currency per unit, percentages are VAT's."""

    today: dt.date
    country: str
    #: The book currency of the document's day, and the changeover to it, if there was one.
    currency: str
    changed: Changeover | None = None
    registration: str
    registrations: tuple[Registered, ...] = ()
    closed_through: dt.date | None = None
    terms: Terms = DEFAULT_TERMS
    class_vat: VatCategory = VatCategory.STANDARD
    #: What the customer's card says: False where no VAT is charged to them, where they are not domestic, their list.
    customer_charges_vat: bool = True
    customer_is_domestic: bool = True
    price_list: int = 1
    products: Mapping[str, CatalogueItem] = field(default_factory=dict)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    #: Where nobody looks at what comes out, the day by which a currency must have a rate: none is taken at 1.
    rates_needed: dt.date | None = None
    #: The VAT rate of the invoice a credit names.
    credited_rate: Decimal | None = None

    def registered(self, day: dt.date) -> str:
        """How the business is registered on a day."""
        return registered(self.registration, self.registrations, day)

    def charges_vat(self, day: dt.date) -> bool:
        """Whether the business charges VAT on a day."""
        return self.registered(day) not in WITHOUT_VAT

    def bears_vat(self, day: dt.date) -> bool:
        """Whether a document of a day may bear VAT: as the business is registered, or as the invoice it credits did."""
        return self.charges_vat(day) or self.credited_rate is not None

    def standard_rate(self, day: dt.date) -> Decimal:
        """The country's standard rate on a tax date, in percent."""
        return vat.standard_rate(self.country, day)

    def rate(self, currency: str | None) -> Decimal:
        """The rate of a currency nobody gave one for: as loaded, else 1 (Caspit dossier §8.4).

        Raises InvalidValue where there is none and one is needed.
        """
        wanted = currency or self.currency
        if self.rates_needed is not None and wanted != self.currency and wanted not in self.rates:
            raise InvalidValue("currency", no_rate(wanted, self.rates_needed))
        return self.rates.get(wanted, ONE)

    def in_books(self, amount: Decimal, currency: str | None, rate: Decimal) -> Decimal:
        """An amount in the book currency, half up to cents: at its rate, or divided by that of the changeover."""
        if self.changed is not None and currency == self.changed.before:
            return self.changed.converted(amount)
        return to_cents(product(amount, rate))

    def category(self, day: dt.date, *, asked: bool | None, product: Product | None) -> VatCategory:
        """How a line stands to VAT.

        What was asked wins; else it bears VAT unless its product, the customer's card or the class says otherwise. A
        line without VAT is what the class is, an export for a customer abroad, exempt for the others.
        """
        free = VatCategory.EXEMPT if self.customer_is_domestic else VatCategory.ZERO
        if self.class_vat is not VatCategory.STANDARD:
            free = self.class_vat
        if not self.bears_vat(day):
            return VatCategory.EXEMPT
        bears = asked
        if bears is None:
            bears = self.class_vat is VatCategory.STANDARD and self.customer_charges_vat
            bears = bears and (product is None or product.charge_vat)
        return VatCategory.STANDARD if bears else free


def no_rate(currency: str, day: dt.date) -> str:
    """Why a currency cannot be used on a day."""
    return f"needs a rate: none of {currency} is loaded for {day} or a day before it"
