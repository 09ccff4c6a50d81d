"""Standing orders whose invoices need an allocation number: mailed when they have it, and told when they have none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from pinkas.actions.allocation.asking import ask_waiting
from pinkas.actions.standing_orders.schedule import run_due
from pinkas.testing.authority import Authority
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import Shop

from .asking import ext
from .authority_shop import DEALER, HELD, join, open_numbered


@pytest.fixture
def authority() -> Iterator[Authority]:
    with Authority() as open_authority:
        yield open_authority


@pytest.fixture
def asking(operated: House, clock: MovableClock, authority: Authority) -> Iterator[Shop]:
    """A new business that asks the stand-in."""
    assert clock.at.year == 2026
    shop = open_numbered(operated)
    join(shop, authority)
    operated.mailer.reset()
    yield shop
    shop.ask("DELETE", "PreAuthorizedDebits/rent")
    shop.close()


def ordered(shop: Shop, customer: str) -> None:
    shop.contact("c", Email="dana@example.com", OsekMorshe=customer)
    body = {"PreAuthorizedDebitId": "rent", "ContactId": "c", "StartDate": "2026-08-04", "TrxTypeId": 1}
    body |= {"TrxCodeNumber": 3, "Amount": "11800", "SendByEmail": True}
    assert shop.ask("POST", "PreAuthorizedDebits", body).status == 201


def status(shop: Shop) -> tuple[str, str | None]:
    (row,) = ext(shop, "GET", "debits/rent/runs").json["Results"]
    return row["Status"], row["Message"]


def later(shop: Shop, minutes: int) -> None:
    """What the workers do some minutes later."""
    shop.house.clock.at += dt.timedelta(minutes=minutes)
    shop.house.run(ask_waiting(shop.house.desk))
    shop.house.run(run_due(shop.house.desk))
    shop.log_in()


def test_the_mail_waits_for_the_number(asking: Shop, authority: Authority) -> None:
    authority.deaf = authority.broken = 1
    ordered(asking, DEALER)
    asking.house.run(run_due(asking.house.desk))
    assert status(asking) == ("begun", "the document waits for its allocation number")
    assert asking.house.mailer.sent == []
    later(asking, 11)
    assert status(asking) == ("issued", None)
    assert len(asking.house.mailer.sent) == 1
    (paper,) = asking.get("Documents").json["Results"]
    assert (paper["Status"], bool(paper["AllocationNumber"])) == (2, True)


def test_one_that_is_held_is_told(asking: Shop, authority: Authority) -> None:
    authority.holds.add(int(HELD))
    ordered(asking, HELD)
    asking.house.run(run_due(asking.house.desk))
    said, message = status(asking)
    assert said == "not_mailed"
    assert "waits for its allocation number" in (message or "")
    assert asking.house.mailer.sent == []
