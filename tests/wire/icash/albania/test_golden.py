"""Albanian exchanges down to the bytes: `golden/albania.txt`, each request a method and its fields, signed as sent.

`{guid:name}` is what the service makes, the same wherever its name comes again; `{iic}` and `{second_iic}` are the
issuer's own codes, known beforehand for the key of these tests; `! fail <name>` makes the service fail.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from pinkas.testing.clock import MovableClock
from pinkas.testing.fiscal_service import FiscalStandIn
from pinkas.testing.house import House
from tests.wire.caspit.golden.exchanges import compare, filled, message, read

from .shop import KEY, open_shop

FOLDER = Path(__file__).parent.parent / "golden"
ALWAYS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
TAX_NUMBER = "L99999999A"


@dataclass
class Shown:
    """A reply as the files show one."""

    status: int
    headers: dict[str, str]
    text: str


def code_of(number: str, total: str) -> str:
    """The issuer's code of an invoice at noon."""
    facts = f"{TAX_NUMBER}|2026-08-04T11:00:00+02:00|{number}|bb123bb123|cc123cc123|ss123ss123|{total}"
    signature = KEY.sign(facts.encode(), padding.PKCS1v15(), hashes.SHA256())
    return hashlib.md5(signature).hexdigest().upper()  # noqa: S324 - the law's own choice


def test_exchanges(house: House, clock: MovableClock, service: FiscalStandIn, tmp_path: Path) -> None:
    shop = open_shop(house, tax_number=TAX_NUMBER)
    del clock
    known = {
        "{iic}": code_of("1/2026/cc123cc123", "2280.00"),
        "{second_iic}": code_of("2/2026/cc123cc123", "-1140.00"),
        "{bought}": service.deliver(
            seller="M99999999Z", buyer=TAX_NUMBER, number="41/2026", amount="600.00",
            received="2026-07-01T08:30:00+02:00", due="2026-07-31T00:00:00+02:00",
        ),
    }  # fmt: skip
    told = (FOLDER / "albania.txt").read_text(encoding="utf-8")
    faults = _faults(told)
    (tmp_path / "albania.txt").write_text(
        "\n".join(line for line in told.splitlines() if not line.startswith("! fail ")), encoding="utf-8"
    )
    exchanges = read("albania", tmp_path)
    assert len(exchanges) == 9
    for exchange in exchanges:
        request = message([filled(line, known) for line in exchange.sent])
        if exchange.title in faults:
            service.fail(faults[exchange.title])
        reply = shop.call(request.first, **request.headers)
        shown = Shown(reply.status, reply.headers, reply.body.decode())
        known["{nonce}"] = reply.json["nonce"]
        try:
            compare(shown, message(exchange.expected), known, ALWAYS)  # type: ignore[arg-type]  # of the same shape
        except AssertionError as error:
            error.add_note(f"albania.txt: {exchange.title}")
            raise


def _faults(text: str) -> dict[str, str]:
    """How the service fails at which exchange, by its title."""
    found, title = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            title = line[3:]
        elif line.startswith("! fail "):
            found[title] = line.removeprefix("! fail ")
    return found
