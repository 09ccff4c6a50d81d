"""Standing orders over a card, and workers that die at every step: one document, one charge, at most one mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from pinkas.actions.standing_orders.schedule import run_due
from pinkas.storage.pool import Answer, Store
from pinkas.testing.clock import MovableClock
from tests.wire.ext.asking import ext

from .shop import Shop
from .test_golden_debits import at, card, debit, due, nothing_left_due, papers, runs

__all__ = ["nothing_left_due"]

GOOD, DECLINED = "4580000000000000", "4580000000000042"
LOST, NEVER_ARRIVED = "4580000000005041", "4580000000004044"

Approved = Callable[[], int]


@pytest.fixture
def approved(shop: Shop, owner_dsn: str) -> Iterator[Approved]:
    """How many charges the built-in gateway took money for."""
    with psycopg.connect(owner_dsn, autocommit=True) as owner:

        def count() -> int:
            row = owner.execute(
                "select count(*) from books.sandbox_charge where business_id = %s and answer like '%%approved%%'",
                [shop.business],
            ).fetchone()
            assert row is not None
            return int(row[0])

        yield count


def charged(shop: Shop, number: str, **members: object) -> None:
    card(shop, number)
    debit(shop, TrxTypeId=7, PaymentTypeId=4, **members)


def test_a_charged_card_makes_an_invoice_and_receipt(shop: Shop, clock: MovableClock, approved: Approved) -> None:
    charged(shop, GOOD)
    at(clock, "2026-08-06")  # two days late: the receipt is of the day the money came
    assert due(shop) == 1
    (paper,) = papers(shop)
    assert (paper["TrxTypeId"], paper["Status"], paper["Date"], paper["Total"]) == (7, 2, "2026-08-06T00:00:00", 1180)
    (paid,) = paper["ReceiptLines"]
    assert (paid["PaymentTypeId"], paid["AccountNumber"], paid["Payment"]) == (4, "0000", 1180)
    assert shop.balance("c") == 0
    assert shop.get("Kupa").json["Results"][0]["Payment"] == 1180
    assert approved() == 1


def test_a_declined_card_issues_nothing_and_a_new_one_is_charged(shop: Shop, approved: Approved) -> None:
    charged(shop, DECLINED)
    assert due(shop) == 1
    (row,) = ext(shop, "GET", "debits/rent/runs").json["Results"]
    assert (row["Status"], row["Message"]) == (
        "failed",
        "the card was not charged, the charge was declined: the card company declined",
    )
    assert [paper["Status"] for paper in papers(shop)] == [0]
    card(shop, GOOD)
    assert ext(shop, "POST", "debits/rent/runs/1/retry").json["Status"] == "issued"
    assert [paper["Status"] for paper in papers(shop)] == [2]
    assert approved() == 1


def test_a_charge_in_doubt_waits_and_is_looked_up(shop: Shop, clock: MovableClock, approved: Approved) -> None:
    charged(shop, LOST)
    assert due(shop) == 0
    (row,) = ext(shop, "GET", "debits/rent/runs").json["Results"]
    assert row["Status"] == "begun"
    assert row["Message"].startswith("nobody knows yet whether the card was charged")
    assert ext(shop, "POST", "debits/rent/runs/1/retry").status == 400
    assert [paper["Status"] for paper in papers(shop)] == [0]
    clock.move(minutes=11)
    assert due(shop) == 1
    assert runs(shop) == [(1, "2026-08-04", "issued")]
    assert (len(papers(shop)), approved()) == (1, 1)


@pytest.mark.parametrize("told", ["look-up", "settle"])
def test_a_charge_whose_outcome_is_known_waits_no_longer(shop: Shop, approved: Approved, told: str) -> None:
    charged(shop, LOST if told == "look-up" else NEVER_ARRIVED)
    assert due(shop) == 0
    assert due(shop) == 0
    (charge,) = ext(shop, "GET", "charges").json["Results"]
    body = None if told == "look-up" else {"State": "declined"}
    assert ext(shop, "POST", f"charges/{charge['ChargeId']}/{told}", body).status == 200
    assert due(shop) == 1
    assert runs(shop) == [(1, "2026-08-04", "issued" if told == "look-up" else "failed")]
    assert approved() == (1 if told == "look-up" else 0)


def test_an_outcome_learnt_by_whoever_works_at_it_makes_it_nobody_elses(shop: Shop, clock: MovableClock) -> None:
    charged(shop, LOST)
    assert due(shop) == 0
    clock.move(minutes=11)
    # Dies once the look-up it made itself is durable.
    with dying(shop, 2, after=True) as seen, pytest.raises(Death):
        shop.house.run(run_due(shop.house.desk))
    assert (seen, due(shop)) == (["begin_standing_order_v1", "record_charge_v1"], 0)
    clock.move(minutes=6)
    assert due(shop) == 1


def test_a_charge_that_never_arrived_is_told(shop: Shop, clock: MovableClock, approved: Approved) -> None:
    charged(shop, NEVER_ARRIVED)
    assert due(shop) == 0
    clock.move(minutes=11)
    assert due(shop) == 1
    assert runs(shop) == [(1, "2026-08-04", "failed")]
    card(shop, GOOD)
    assert ext(shop, "POST", "debits/rent/runs/1/retry").json["Status"] == "issued"
    assert (len(papers(shop)), approved()) == (1, 1)


class Death(BaseException):
    """The worker is gone, at this very place."""


@contextmanager
def dying(shop: Shop, place: int, *, after: bool) -> Iterator[list[str]]:
    """A worker that dies at its `place`-th write, before it is sent or after it is durable; the writes it came to."""
    faithful = Store.write
    seen: list[str] = []

    async def write(store: Store, function: str, item: Mapping[str, Any], *, blob: bytes | None = None) -> Answer:
        seen.append(function)
        last = len(seen) == place
        if last and not after:
            raise Death
        answer = await faithful(store, function, item, blob=blob)
        if last:
            raise Death
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "write", write)
        yield seen


STEPS = [
    "begin_standing_order_v1", "save_draft_v2", "intend_charge_v1", "record_charge_v1", "save_draft_v2", "issue_v2",
    "intend_mailing_v1", "record_mailing_v1", "end_standing_order_v1",
]  # fmt: skip


def test_the_steps_are_these(shop: Shop) -> None:
    charged(shop, GOOD, SendByEmail=True)
    with dying(shop, 0, after=False) as seen:
        assert due(shop) == 1
    assert seen == STEPS


@pytest.mark.parametrize("point", ["before", "after"])
@pytest.mark.parametrize("place", range(1, len(STEPS) + 1))
def test_a_worker_dies_at_every_step(
    shop: Shop, clock: MovableClock, approved: Approved, place: int, point: str
) -> None:
    after = point == "after"
    charged(shop, GOOD, SendByEmail=True)
    desk = shop.house.desk
    with dying(shop, place, after=after), pytest.raises(Death):
        shop.house.run(run_due(desk))
    assert due(shop) == 0 or place == 1  # for a while it is nobody else's
    clock.move(minutes=6)
    due(shop)
    if runs(shop) == [(1, "2026-08-04", "failed")]:  # an intent that was never sent: nothing was charged
        assert (STEPS[place - 1], approved()) == ("intend_charge_v1", 0)
        assert ext(shop, "POST", "debits/rent/runs/1/retry").status == 200
    in_doubt = (STEPS[place - 1], after) in {("intend_mailing_v1", True), ("record_mailing_v1", False)}
    assert runs(shop) == [(1, "2026-08-04", "mail_unknown" if in_doubt else "issued")]
    (paper,) = papers(shop)
    assert (paper["Status"], paper["Total"], approved()) == (2, 1180, 1)
    assert len(shop.house.mailer.sent) == (0 if (STEPS[place - 1], after) == ("intend_mailing_v1", True) else 1)
    clock.at += dt.timedelta(days=1)
    assert due(shop) == 0
