"""What people do besides selling and paying: contacts, products, months closed and opened."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.properties import orders
from tests.properties.arithmetic import Body
from tests.properties.asking import differences
from tests.properties.integrator import at
from tests.properties.paying import Paying
from tests.properties.selling import ONCE


class Keeping(Paying):
    """Contacts, products, periods."""

    # --- contacts ---------------------------------------------------------------------------------------------------

    @rule(key=st.sampled_from(orders.CONTACTS), card=orders.CARDS, put=st.booleans(), once=ONCE)
    def save_contact(self, key: str, card: Body, put: bool, once: str) -> None:  # noqa: FBT001 - drawn
        if put:
            answer = self.once(once, "PUT", at("Contacts", key), card)
        else:
            answer = self.once(once, "POST", "Contacts", {"ContactId": key, **card})
        if self.agree(answer, self.auditor.save_card(key, card, must_exist=put)):
            self._agree_record("Contacts", key, answer, self.auditor.show_card(key))

    @rule(key=st.sampled_from(orders.CONTACTS), once=ONCE)
    def remove_contact(self, key: str, once: str) -> None:
        if self.agree(self.once(once, "DELETE", at("Contacts", key)), self.auditor.remove_card(key)):
            self.deeds["a contact removed"] += 1

    @rule(key=st.sampled_from(orders.CONTACTS), payer=st.sampled_from([None, None, *orders.CONTACTS]), once=ONCE)
    def set_payer(self, key: str, payer: str | None, once: str) -> None:
        answer = self.once(once, "PUT", at("/ext/v1/contacts", key) + "/payer", {"ContactId": payer})
        if self.agree(answer, self.auditor.set_payer(key, payer)):
            assert answer.json == {"ContactId": payer}
            self.deeds["somebody else pays"] += payer is not None

    def _agree_record(self, path: str, key: str, answer: Any, foretold: Body) -> None:
        wrong = differences(foretold, answer.json, key)
        assert not wrong, "; ".join(wrong)
        assert self.caller.call("GET", at(path, key)).body == answer.body

    # --- products ---------------------------------------------------------------------------------------------------

    @rule(key=st.sampled_from(orders.GOODS), product=orders.PRODUCTS | st.none(), put=st.booleans(), once=ONCE)
    def save_product(self, key: str, product: Body | None, put: bool, once: str) -> None:  # noqa: FBT001 - drawn
        """Save a product, or (of which nothing is said) remove it."""
        if product is None:
            self.remove_product(key, once)
            return
        if put:
            answer = self.once(once, "PUT", at("Products", key), product)
        else:
            answer = self.once(once, "POST", "Products", {"ProductId": key, **product})
        if self.agree(answer, self.auditor.save_goods(key, product, must_exist=put)):
            self._agree_record("Products", key, answer, self.auditor.show_goods(key))
            self.deeds["a product saved"] += 1

    def remove_product(self, key: str, once: str) -> None:
        """Take a product out of the catalogue."""
        if self.agree(self.once(once, "DELETE", at("Products", key)), self.auditor.remove_goods(key)):
            self.deeds["a product removed"] += 1

    # --- periods ----------------------------------------------------------------------------------------------------

    @rule(months=st.sampled_from([0, 1, 1, 2, 5, 12]), deed=st.sampled_from(["close", "reopen"]), once=ONCE)
    def change_periods(self, months: int, deed: str, once: str) -> None:
        month = self.auditor.today.year * 12 + self.auditor.today.month - 1 - months
        year, month = month // 12, month % 12 + 1
        before = self.auditor.closed_through
        verdict = (self.auditor.close if deed == "close" else self.auditor.reopen)(year, month)
        path = f"/ext/v1/periods/{year}-{month:02d}/{deed}"
        changed = before != self.auditor.closed_through
        answer = self.once(once, "POST", path, other="/ext/v1/periods/1999-01/close")
        assert self.agree(answer, verdict)
        closed = self.auditor.closed_through
        assert answer.json == {"ClosedThrough": None if closed is None else f"{closed}T00:00:00"}
        self.deeds[f"a month: {deed}"] += changed
