"""How long and how large a run is. Rounds alternate A B A B, so that a neighbour's noise meets both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Rounds, seconds per sample, and sizes of what is read."""

    quick: bool
    rounds: int
    #: Of one sample of ours; a floor takes as long for its three client counts together.
    sample_s: float
    warm_up_s: float
    #: Documents that the reads by key choose from.
    documents_read: int
    deep_documents: int
    deep_pages: int
    #: Documents of the larger business whose lists are asked for, and how often each is.
    listed_documents: int
    list_pages: int
    #: How often each of fifty tills sells.
    sales_a_till: int
    pdf_renders: int
    mixed_requests: int
    starts: int


FULL: Final = Scale(
    quick=False, rounds=4, sample_s=12.0, warm_up_s=5.0, documents_read=2_000, deep_documents=500_000, deep_pages=100,
    listed_documents=100_000, list_pages=100, sales_a_till=200, pdf_renders=300, mixed_requests=100_000, starts=7,
)  # fmt: skip

QUICK: Final = Scale(
    quick=True, rounds=2, sample_s=3.0, warm_up_s=1.5, documents_read=400, deep_documents=20_000, deep_pages=30,
    listed_documents=20_000, list_pages=30, sales_a_till=40, pdf_renders=60, mixed_requests=5_000, starts=3,
)  # fmt: skip
