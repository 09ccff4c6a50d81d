"""Proving a business's books (DESIGN §8): `verify_business` walks the daybook and every total kept twice."""

from pinkas.storage.verify.books import RANGE, Checkpoint, check_head, verify_business
from pinkas.storage.verify.finding import Finding
from pinkas.storage.verify.notices import Awaited, awaited_numbers

__all__ = ["RANGE", "Awaited", "Checkpoint", "Finding", "awaited_numbers", "check_head", "verify_business"]
