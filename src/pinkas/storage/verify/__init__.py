"""Proving a business's books (DESIGN §8): `verify_business` walks the daybook and every total kept twice."""

from pinkas.storage.verify.books import RANGE, Checkpoint, check_head, verify_business
from pinkas.storage.verify.finding import Finding

__all__ = ["RANGE", "Checkpoint", "Finding", "check_head", "verify_business"]
