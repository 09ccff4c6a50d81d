"""Vouchers: what enters the books without being a document. A module to each verb; `posting` is what they share."""
