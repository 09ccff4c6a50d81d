"""The demo's credentials for programs. They are public: whoever starts a demo knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.key_making import GivenKey, add_key, list_keys
from pinkas.actions.keys import KeySort

#: The member of staff whose signed key it is, by serial: the accountant.
SIGNING_STAFF: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoKeys:
    """An opaque key; and one that signs, with the number by which its calls name the business."""

    opaque: str
    number: int
    signed: str
    secret: str


ISRAELI: Final = DemoKeys(
    opaque="rnet-demo",
    number=10018,
    signed="m3c8k1x6v9b2n5q7t4r0w8y1z6d3f5g2",
    secret="p5j2h8l4z7c1v6b9n3m0q4w8e2r7t1y5",  # noqa: S106 - printed at every start
)
#: The key pair of the published test vectors.
BULGARIAN: Final = DemoKeys(
    opaque="rnet-demo-bg",
    number=10017,
    signed="k7p2m9x4q1v8b3n6t5r0w2y8z4c6d1f3",
    secret="n4t7w1z8c5v2b9m6x3q0p7r4k1s8d5g2",  # noqa: S106 - the same
)


async def give_keys(desk: Desk, caller: Caller, keys: DemoKeys) -> None:
    """Give the business its keys, unless it has them."""
    had = {one.name for one in await list_keys(desk, caller)}
    if "demo till" not in had:
        await add_key(desk, caller, KeySort.OPAQUE, name="demo till", given=GivenKey(key=keys.opaque))
    if "demo shop" not in had:
        await add_key(
            desk,
            caller,
            KeySort.SIGNED,
            name="demo shop",
            staff=SIGNING_STAFF,
            number=keys.number,
            given=GivenKey(key=keys.signed, secret=keys.secret),
        )
