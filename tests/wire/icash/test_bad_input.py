"""Whatever is sent in whichever argument is refused by its name or taken; what is refused writes nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest

from pinkas.actions.keys import Keys
from pinkas.dialects.icash.methods import Method
from pinkas.dialects.icash.server import icash_router
from pinkas.testing.house import House

from .system import System
from .test_isolation import NAMING, PLAIN
from .test_operations import opened, row, shop

#: What is no number, no date and no word; too long, too large, of another script, or a statement.
NASTY = ("-1", "1.00000000001", "٣", "9" * 400, "'; drop table books.head; --", "\u202e𝟙💥", "1e9999", "x" * 3000)
#: Texts may hold all that is not too long.
EVERYWHERE = ("\x00", "\ud800", "a\tb\nc")


@pytest.fixture(scope="module")
def system(house: House) -> System:
    system = shop(house)
    row(system, opened(system))
    return system


def least(method: Method) -> dict[str, Any]:
    """The least that the method wants, of what there is."""
    names = [each.name for each in method.arguments if each.required]
    return {name: PLAIN.get(name) or "1" for name in names if name in PLAIN or name in NAMING}


def test_every_argument_is_refused_by_name_or_taken(house: House, system: System, owner_dsn: str) -> None:
    refused = 0
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        for method in icash_router(house.desk, Keys(house.desk)).methods.values():
            if method.countries and system.caller.country not in method.countries:
                continue
            for place, argument in enumerate(method.arguments):
                # Each argument some, so that all of them meet all.
                for value in NASTY[place % 4 :: 2 if argument.required else 4]:
                    before = _position(owner, system)
                    reply = system.call(method.name, **{**least(method), argument.name: value})
                    said = reply.json
                    assert reply.status == 200, (method.name, argument.name, value)
                    if said["status"] == 0:
                        refused += 1
                        told = said["error_message"]
                        assert told.startswith(("Wrong value for ", "Missing value for ", "Unknown method")), (
                            method.name,
                            told,
                        )
                        assert _position(owner, system) == before
                        # One that is wrong and names something is told by its own name.
                        assert told in {f"Wrong value for {argument.name}", *_others(method)}, (
                            argument.name,
                            value,
                            told,
                        )
    assert refused > 180


def _others(method: Method) -> set[str]:
    """What the least call itself is told where the bad value is taken: it names what there is not."""
    return {f"{how} value for {each.name}" for each in method.arguments for how in ("Wrong", "Missing")} | {
        "Unknown method"
    }


def _position(owner: psycopg.Connection, system: System) -> int:
    found = owner.execute(
        "select position from books.head where business_id = %s", (system.caller.business,)
    ).fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize("value", EVERYWHERE)
def test_what_is_no_text_fits_nowhere(system: System, value: str) -> None:
    raw = value.encode("utf-8", "surrogatepass")
    quoted = "".join(f"%{byte:02x}" for byte in raw)
    fields = urlencode({**system.signed(), "ses": system.ses})
    reply = system.send("get-contragents", f"{fields}&ContragentName={quoted}")
    if value.isprintable() or value == "a\tb\nc":
        assert reply.data == {"TotalRecords": 0, "Data": []}
    else:
        assert reply.error == "Wrong value for ContragentName"


def test_a_malformed_form_is_a_form(system: System) -> None:
    for body in (b"", b"&&&", b"=", b"%", b"api_key", b"%zz=%zz", b"\xff\xfe", b"[]=1", b"a[b[c]]=1"):
        reply = system.send("get-stores", body)
        assert (reply.status, reply.error, reply.json["nonce"]) == (200, "Missing value for api_key", "")
