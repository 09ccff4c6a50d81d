"""Fields that many contents share. Frozen: what was hashed with them must be hashed so for ever."""

from __future__ import annotations

from pinkas.books import canon

MONEY = canon.decimal(2)
PRICE = canon.decimal(6)
QUANTITY = canon.decimal(5)
RATE = canon.decimal(6)

POSTING = canon.record([
    ("account", canon.text), ("contact", canon.integer), ("amount", MONEY), ("currency", canon.text),
    ("currency_amount", MONEY), ("rate", RATE), ("vat_category", canon.text), ("vat_rate", RATE),
])  # fmt: skip
ENTRY = canon.record([
    ("document_date", canon.date), ("tax_date", canon.date), ("posting_date", canon.date),
    ("postings", canon.several(POSTING)),
])  # fmt: skip
SETTLEMENTS = canon.several(canon.record(
    [("paid", canon.integer), ("amount", MONEY)], [("paying", canon.integer), ("made_by", canon.integer)],
))  # fmt: skip
MOVES = canon.several(canon.record(
    [("product", canon.integer), ("quantity", QUANTITY), ("line", canon.integer)],
))  # fmt: skip
REFERENCES = canon.several(canon.record([("scheme", canon.text), ("value", canon.text)]))
NOTHING = canon.text(None)
