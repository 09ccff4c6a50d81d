"""Log: what went wrong, for the login that met it and nobody else (dossier sections 3, 8.15 and 9.10)."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest

from pinkas.actions.logbook import KEEP, Level, record_log
from pinkas.storage import logbook
from pinkas.storage.pool import DatabaseUnavailableError
from pinkas.testing.books import caller_of
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from pinkas.testing.mail import RecordingMailer

from .shop import Reply, Shop, open_shop
from .test_golden_failures import broken
from .test_golden_mail import REFUSED, mail, post

__all__ = ["post"]


def fault(shop: Shop, owner_dsn: str) -> int:
    """The id that an unexpected fault was answered with."""
    with broken(owner_dsn):
        answer = shop.ask("POST", "Contacts?inCaseOfErrorReturnHttpCode=200", {"ContactId": "c", "Email": "a@b.co"})
    assert answer.status == 500
    return int(answer.json["Message"].removeprefix("An error has occurred. Log id: "))


def test_a_fault_is_found_by_the_id_its_answer_bore(shop: Shop, owner_dsn: str) -> None:
    log_id = fault(shop, owner_dsn)
    (row,) = shop.get(f"Log?logId={log_id}").json["Results"]
    assert row == {
        "LogId": log_id,
        "Date": "2026-08-04T12:00:00",
        "Level": "Error",
        "Message": "An unexpected error in POST Contacts; the server's own log tells more under this id.",
        "UserName": "ruth",
        "Exception": "UndefinedFunctionError",
    }


def test_nobody_else_finds_it(shop: Shop, owner_dsn: str) -> None:
    log_id = fault(shop, owner_dsn)
    other = open_shop(shop.house)
    assert other.get(f"Log?logId={log_id}").json["TotalCount"] == 0
    shop.house.add_user("noa", "an0ther-word", shop.business)
    token = shop.send("GET", f"/api/v1/Token?user=noa&pwd=an0ther-word&osekMorshe={shop.tax_number}").json
    assert shop.send("GET", f"/api/v1/Log?logId={log_id}&token={token}").json["TotalCount"] == 0
    assert shop.get("Log").json["TotalCount"] == 1
    other.close()


def test_the_days_are_the_business_s_own(shop: Shop, owner_dsn: str, clock: MovableClock) -> None:
    clock.at = dt.datetime(2026, 8, 4, 20, 59, tzinfo=dt.UTC)  # 23:59 in Jerusalem
    shop.log_in()
    first = fault(shop, owner_dsn)
    clock.at += dt.timedelta(minutes=1)
    second = fault(shop, owner_dsn)

    def found(query: str) -> list[int]:
        return [row["LogId"] for row in shop.get(f"Log?{query}").json["Results"]]

    assert found("startDate=2026-08-04&endDate=2026-08-04") == [first]
    assert found("startDate=2026-08-05") == [second]
    assert found("endDate=2026-08-05") == [first, second]
    assert found("page=1") == []


def test_mails_that_did_not_go_are_told(shop: Shop, post: RecordingMailer) -> None:
    shop.invoice("inv-1")
    shop.print("inv-1")
    post.delivery = REFUSED
    assert mail(shop, "inv-1", To="dana@example.com").status == 400
    (row,) = shop.get("Log").json["Results"]
    assert (row["Level"], row["Exception"]) == ("Warning", None)
    assert row["Message"] == "The mail of document 'inv-1' was refused; the list of mailings tells more."


def test_a_log_that_cannot_be_written_keeps_nobody_waiting(
    shop: Shop, owner_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise DatabaseUnavailableError("away")

    monkeypatch.setattr(logbook, "add", away)
    assert fault(shop, owner_dsn) > 0
    assert shop.get("Log").json["TotalCount"] == 0


def test_old_rows_go(shop: Shop, house: House, clock: MovableClock, owner_dsn: str) -> None:
    with psycopg.connect(owner_dsn) as owner:
        login = owner.execute("select login_id from directory.login where name = 'ruth'").fetchall()[0][0]
    caller = caller_of(shop.business, login)
    house.run(record_log(house.desk, caller, Level.INFO, "old"))
    clock.at += KEEP
    house.run(record_log(house.desk, caller, Level.INFO, "young"))
    clock.at += dt.timedelta(seconds=1)
    house.run(logbook.prune(house.desk.store, clock.at - KEEP))
    shop.log_in()
    answer: Reply = shop.get("Log")
    assert [row["Message"] for row in answer.json["Results"]] == ["young"]
