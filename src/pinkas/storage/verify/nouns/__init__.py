"""The nouns that came after documents, contacts, products and vouchers: each brings its own proof."""

from typing import Final

from pinkas.storage.verify.nouns.allocations import ALLOCATIONS, TOKEN, WAITING
from pinkas.storage.verify.nouns.changeovers import CHANGEOVERS
from pinkas.storage.verify.nouns.charges import CARD_PAGES, CHARGES
from pinkas.storage.verify.nouns.closings import CLOSINGS
from pinkas.storage.verify.nouns.deposits import DEPOSITS
from pinkas.storage.verify.nouns.expenses import EXPENSES
from pinkas.storage.verify.nouns.fiscal import FISCAL
from pinkas.storage.verify.nouns.inventory import INVENTORY_DOCUMENTS
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.nouns.operations import OPERATIONS
from pinkas.storage.verify.nouns.options import OPTIONS
from pinkas.storage.verify.nouns.references import REFERENCES
from pinkas.storage.verify.nouns.sales_orders import SALES_ORDERS
from pinkas.storage.verify.nouns.shops import SHOPS
from pinkas.storage.verify.nouns.standing_orders import STANDING_ORDERS
from pinkas.storage.verify.nouns.transactions import TRANSACTIONS
from pinkas.storage.verify.nouns.vat_filings import VAT_FILINGS

NOUNS: Final[tuple[Noun, ...]] = (
    OPTIONS,
    DEPOSITS,
    VAT_FILINGS,
    ALLOCATIONS,
    WAITING,
    TOKEN,
    STANDING_ORDERS,
    CHARGES,
    CARD_PAGES,
    EXPENSES,
    REFERENCES,
    CHANGEOVERS,
    SHOPS,
    CLOSINGS,
    INVENTORY_DOCUMENTS,
    SALES_ORDERS,
    TRANSACTIONS,
    OPERATIONS,
    FISCAL,
)
