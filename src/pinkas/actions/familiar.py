"""Facts that a worker has read before, taken on trust for a first decision.

Every write names the versions of the facts it was decided on, and the database answers `stale` when one of them is
another by now. So a fact may come from memory as well as from a read: a wrong one costs a second decision, never a
wrong record.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from pinkas.books.contact import StoredContact
from pinkas.books.draft import DocumentOrder
from pinkas.books.shop import Shop
from pinkas.storage.decisions import DraftFacts
from pinkas.storage.till_documents import Counted

_MOST: Final = 10_000
_MOST_SHOPS: Final = 200
_MOST_CARDS: Final = 2_000
_MOST_COUNTED: Final = 2_000


class Familiar:
    """What new documents of one contact and class were decided on last, by business; the least used are forgotten."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, str | None, int], DraftFacts] = OrderedDict()
        self._changed_over: set[int] = set()
        self._shops: OrderedDict[int, Shop] = OrderedDict()
        self._cards: OrderedDict[tuple[int, int], StoredContact] = OrderedDict()
        self._counted: OrderedDict[tuple[int, str], Counted] = OrderedDict()

    def facts(self, business: int, order: DocumentOrder) -> DraftFacts | None:
        """The facts for a new document nobody has named yet; None when it must be read for."""
        if order.key is not None or order.sources or _names_more(order):
            return None
        name = (business, order.contact_key, order.class_number)
        if name in self._known:
            self._known.move_to_end(name)
        return self._known.get(name)

    def remember(self, business: int, order: DocumentOrder, facts: DraftFacts) -> None:
        """Keep what was read, where it is enough to decide on next time."""
        known = facts.transaction_class is not None and (order.contact_key is None or facts.contact is not None)
        if known and not facts.sources and facts.once is None and not _names_more(order):
            self._known[business, order.contact_key, order.class_number] = facts
            while len(self._known) > _MOST:
                self._known.popitem(last=False)

    def has_changed_over(self, business: int) -> bool:
        """Whether the books of the business are known to have changed over to another currency: they do so once."""
        return business in self._changed_over

    def remember_changeover(self, business: int) -> None:
        """They have."""
        if len(self._changed_over) >= _MOST:
            self._changed_over.clear()
        self._changed_over.add(business)

    def forget(self, business: int, order: DocumentOrder) -> None:
        """They turned out stale."""
        self._known.pop((business, order.contact_key, order.class_number), None)

    def card(self, business: int, serial: int, version: int | None) -> StoredContact | None:
        """A contact's card, if it is the one of this version that was read; its sums are of then."""
        known = self._cards.get((business, serial))
        if known is None or known.version != version:
            return None
        self._cards.move_to_end((business, serial))
        return known

    def remember_card(self, business: int, card: StoredContact) -> None:
        """Keep a card that was read; the least used are forgotten."""
        self._cards[business, card.serial] = card
        self._cards.move_to_end((business, card.serial))
        while len(self._cards) > _MOST_CARDS:
            self._cards.popitem(last=False)

    def counted(self, business: int, name: str) -> Counted | None:
        """What a list came to when it was counted last; it does still where the books stand at that position."""
        return self._counted.get((business, name))

    def remember_counted(self, business: int, counted: Counted) -> None:
        """Keep what a list came to; the least used are forgotten."""
        self._counted[business, counted.name] = counted
        self._counted.move_to_end((business, counted.name))
        while len(self._counted) > _MOST_COUNTED:
            self._counted.popitem(last=False)

    def shop(self, business: int) -> Shop | None:
        """What the business's shop was made of when it was read last."""
        if business in self._shops:
            self._shops.move_to_end(business)
        return self._shops.get(business)

    def remember_shop(self, business: int, shop: Shop) -> None:
        """Keep a shop that was read; the least used are forgotten."""
        self._shops[business] = shop
        self._shops.move_to_end(business)
        while len(self._shops) > _MOST_SHOPS:
            self._shops.popitem(last=False)

    def forget_shop(self, business: int) -> None:
        """It was changed."""
        self._shops.pop(business, None)


def _names_more(order: DocumentOrder) -> bool:
    """Whether the order names products, or currencies whose rates must be looked up."""
    return (
        order.receipt_currency is not None
        or any(line.product is not None or line.currency is not None for line in order.lines)
        or any(tender.currency is not None for tender in order.tenders)
    )
