"""Turns within one worker: what only one task at a time may do for a business."""

from __future__ import annotations

import asyncio
from collections import defaultdict


class Turns:
    """A lock to each business, made when first asked for. Between workers the database keeps the order."""

    def __init__(self) -> None:
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    def of(self, business: int) -> asyncio.Lock:
        """The turn of a business."""
        return self._locks[business]
