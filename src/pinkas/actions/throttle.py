"""How many requests a minute one credential may make, over all workers of this machine.

Each credential has a bucket of as many requests as it may make in a minute, which fills up evenly. The buckets lie in
memory that the workers share, without a lock: two workers that write one at the same instant may count one request for
two, which lets a little more through and never less. A table full of busy credentials forgets the idlest.
"""

from __future__ import annotations

import struct
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mmap import mmap

    from pinkas.actions.ports import Clock

SLOTS: Final = 16_384
_SLOT: Final = struct.Struct("<QQ")
#: Bytes of memory that the buckets need, all zero at first.
MEMORY_BYTES: Final = SLOTS * _SLOT.size
#: Slots that a credential's bucket may lie in, from the one its name leads to.
_PROBES: Final = 8
_MINUTE_US: Final = 60_000_000


class Throttle:
    """Counts requests by credential. `key` keeps what lies in the memory from telling which credentials there are."""

    def __init__(self, clock: Clock, per_minute: int, memory: bytearray | mmap, key: bytes) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._memory = memory
        self._key = key
        self._interval_us = max(1, _MINUTE_US // per_minute)

    def take(self, credential: str) -> int:
        """Count one request: 0 when it may be served, else the whole seconds to wait, with nothing counted."""
        now = int(self._clock.now().timestamp() * 1_000_000)
        name = int.from_bytes(blake2b(credential.encode(), digest_size=8, key=self._key).digest(), "little") or 1
        place, full_until = self._bucket(name, now)
        over_us = full_until + self._interval_us - now - _MINUTE_US
        if over_us > 0:
            return -(-over_us // 1_000_000)
        _SLOT.pack_into(self._memory, place, name, full_until + self._interval_us)
        return 0

    def _bucket(self, name: int, now: int) -> tuple[int, int]:
        """Where the bucket lies, and until when it is spoken for, microseconds; a new one in place of the idlest."""
        idlest, idle_until = 0, 1 << 64
        for probe in range(_PROBES):
            place = (name + probe) % SLOTS * _SLOT.size
            found, until = _SLOT.unpack_from(self._memory, place)
            if found == name:
                # Beyond a minute from now only a clock that was set back leads.
                return place, max(until, now) if until <= now + _MINUTE_US else now
            if until < idle_until:
                idlest, idle_until = place, until
        return idlest, now
