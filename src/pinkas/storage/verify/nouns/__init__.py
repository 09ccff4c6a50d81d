"""The nouns that came after documents, contacts, products and vouchers: each brings its own proof."""

from typing import Final

from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.nouns.options import OPTIONS

NOUNS: Final[tuple[Noun, ...]] = (OPTIONS,)
