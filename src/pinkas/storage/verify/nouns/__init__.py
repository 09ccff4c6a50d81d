"""The nouns that came after documents, contacts, products and vouchers: each brings its own proof."""

from typing import Final

from pinkas.storage.verify.nouns.allocations import ALLOCATIONS, TOKEN, WAITING
from pinkas.storage.verify.nouns.charges import CHARGES
from pinkas.storage.verify.nouns.deposits import DEPOSITS
from pinkas.storage.verify.nouns.expenses import EXPENSES
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.nouns.options import OPTIONS
from pinkas.storage.verify.nouns.standing_orders import STANDING_ORDERS

NOUNS: Final[tuple[Noun, ...]] = (OPTIONS, DEPOSITS, ALLOCATIONS, WAITING, TOKEN, STANDING_ORDERS, CHARGES, EXPENSES)
