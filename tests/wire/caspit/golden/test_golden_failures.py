"""Whatever goes wrong has words of its own on this wire, and they give nothing away."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import asyncpg
import psycopg
import pytest

from pinkas.books import errors
from pinkas.dialects.caspit.answers import TEXT, Answer, render
from pinkas.dialects.caspit.call import JERUSALEM, Call, Surface, Target
from pinkas.dialects.caspit.failures import ANSWERS, answer_failure
from pinkas.paper import PaperBusy
from pinkas.storage.pool import DatabaseUnavailableError

from .shop import Shop

#: One of each leaf, with facts as a caller could have sent them.
SAMPLES = (
    (errors.InvalidValue("lines[3].unit_price", "is too large"), 400),
    (errors.UnknownRecord("contact", "a'; drop table books.contact; --"), 404),
    (errors.ClassMismatch(3, "receipts", [2]), 400),
    (errors.NotADraft("inv-1", "issued"), 400),
    (errors.FrozenField("kind", "inv-1"), 400),
    (errors.EmptyDocument("inv-1", "lines"), 400),
    (errors.NotSettleable("inv-1", "is draft, not issued"), 400),
    (errors.CancellationBlocked("inv-1", "its original was handed out; issue a credit"), 400),
    (errors.AlreadyCancelled("inv-1"), 400),
    (errors.RecordInUse("contact", "c", "documents"), 400),
    (errors.SumTooLarge(), 400),
    (errors.OverCredited("inv-1", 2, Decimal(3)), 400),
    (errors.PeriodClosed(dt.date(2026, 1, 5), dt.date(2026, 1, 31)), 400),
    (errors.RegistrationForbids("tax_invoice", "exempt_dealer"), 400),
    (errors.SeriesInUse("tax_invoice", 98), 400),
    (errors.AlreadyReversed("the cheque bounced"), 400),
    (errors.NotRetried("rent", 3, "is not tried again: it is issued"), 400),
    (errors.TillTooLow(Decimal("10.00")), 400),
    (errors.MailNotSent("the server refused the recipient", unknown=False), 400),
    (errors.CardNotSaved("the card has expired (code 036)", unknown=False), 400),
    (errors.HostedPageOnly(), 400),
    (errors.ChargeSettled("c-1", "approved"), 400),
    (errors.NumberTaken("till_number", "21-7"), 409),
    (errors.IdempotencyConflict(), 409),
    (errors.WrongCredentials(), 401),
    (errors.SessionExpired("the session has expired; open another"), 401),
    (errors.NotPermitted("this user may only read"), 403),
    (errors.TooManyAttempts(30), 429),
    (errors.CannotSign("the signing certificate expired on 2026-01-01", passing=False), 400),
    (errors.CannotSign("the time-stamping authority did not stamp it: ConnectError", passing=True), 503),
    (errors.NotAvailable("sending mail is not set up"), 400),
    (errors.NotDecidable("inv-1", "it was approved"), 409),
    (errors.AuthorityFailed("the request does not fit the schema", unknown=False), 400),
    (errors.Contention(), 503),
)
LEAKS = ("Traceback", 'File "', ".py", "select ", "insert ", "books.head", "s3cret", "postgresql://", "0x")


def leaves(root: type[errors.PinkasError]) -> set[type[errors.PinkasError]]:
    below = root.__subclasses__()
    return set().union(*map(leaves, below)) if below else {root}


async def _never() -> dict[str, object]:
    raise AssertionError


def a_call() -> Call:
    scope = {"type": "http", "method": "POST", "headers": [], "query_string": b"token=s3cret"}
    return Call(scope, _never, Surface(), Target(("documents",)))


def answer_to(error: Exception) -> Answer:
    return asyncio.run(answer_failure(a_call(), error))


def test_every_leaf_has_its_words() -> None:
    assert set(ANSWERS) == leaves(errors.PinkasError)
    assert {type(error) for error, _ in SAMPLES} == leaves(errors.PinkasError)


def test_every_leaf_has_a_code_of_its_own() -> None:
    codes = [leaf.code for leaf in leaves(errors.PinkasError)]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(("error", "status"), SAMPLES, ids=lambda value: getattr(value, "code", None))
def test_an_answer_is_one_sentence_and_no_leak(error: errors.PinkasError, status: int) -> None:
    answer = answer_to(error)
    assert answer.status == status
    headers, body = render(answer, JERUSALEM)
    text = body.decode()
    assert text.strip()
    assert "\n" not in text
    assert len(text) < 300
    for leak in LEAKS:
        assert leak not in text
    kinds = {value for name, value in headers if name == b"content-type"}
    assert kinds == {(TEXT if answer.media_type == TEXT else "application/json; charset=utf-8").encode()}
    assert {name for name, _ in headers} <= {b"content-type", b"content-length", b"retry-after"}


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("psql: password s3cret"),
        asyncpg.UndefinedTableError('relation "books.head" does not exist'),
        asyncpg.CheckViolationError('new row violates "document_check": (514000009, 4580123456789010)'),
        KeyError("s3cret"),
        ZeroDivisionError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_fault_of_ours_tells_its_log_id_alone(error: Exception) -> None:
    answer = answer_to(error)
    assert answer.status == 500
    assert isinstance(answer.content, dict)
    message = str(answer.content["Message"])
    assert message.removeprefix("An error has occurred. Log id: ").isdecimal()
    assert list(answer.content) == ["Message"]


@pytest.mark.parametrize("error", [PaperBusy(), DatabaseUnavailableError("postgresql://s3cret refused")])
def test_what_passes_by_itself_says_when_to_come_again(error: Exception) -> None:
    answer = answer_to(error)
    assert (answer.status, answer.headers) == (503, (("retry-after", "2"),))
    assert answer.content == {"Message": "The server is too busy or its database is away; send it again."}


@contextlib.contextmanager
def broken(owner_dsn: str) -> Iterator[None]:
    """The database without one of its functions."""
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        owner.execute("alter function books.save_contact_v3(jsonb[]) rename to save_contact_lost")
        try:
            yield
        finally:
            owner.execute("alter function books.save_contact_lost(jsonb[]) rename to save_contact_v3")


def test_a_fault_behind_a_call_shows_a_log_id_and_keeps_its_500(shop: Shop, owner_dsn: str) -> None:
    with broken(owner_dsn):
        answer = shop.ask("POST", "Contacts?inCaseOfErrorReturnHttpCode=200", {"ContactId": "c"}, Idempotency_Key="k")
        assert answer.status == 500
        message = answer.json["Message"]
        assert answer.text == f'{{"Message":"{message}"}}'
        assert message.removeprefix("An error has occurred. Log id: ").isdecimal()
    # Nothing was written, not even the key: the same request goes through once the house is whole.
    again = shop.ask("POST", "Contacts", {"ContactId": "c"}, Idempotency_Key="k")
    assert (again.status, again.headers.get("idempotency-replayed")) == (201, None)
