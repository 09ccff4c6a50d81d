"""Whatever the books refuse has its words here; a fault bears a log id and tells nothing else."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlencode

import pytest

from pinkas.books import errors
from pinkas.dialects.icash.failures import ANSWERS, failure_text
from pinkas.storage.pool import DatabaseUnavailableError

from .system import System

NAMES = {"row.quantity": "Qty", "lines": "OperationID", "contact": "EditContragentID"}
TOLD = (
    (errors.InvalidValue("row.quantity", "must not be 0"), "Wrong value for Qty"),
    (errors.InvalidValue("lines[2].product", "was not found"), "Wrong value for OperationID"),
    (errors.InvalidValue("card.city", "is too long"), "Wrong value for city"),
    (errors.UnknownRecord("contact", "9"), "Wrong value for EditContragentID"),
    (errors.UnknownRecord("product", "9"), "Wrong value for SaleItemID"),
    (errors.UnknownRecord("operation line", "9"), "Wrong value for OperationSaleItemID"),
    (errors.WrongCredentials(), "Authentication Error"),
    (errors.TooManyAttempts(8), "Authentication Error"),
    (errors.SessionExpired(), "Session expired"),
    (errors.Contention(), "The books were too busy to take this; send it again"),
    (DatabaseUnavailableError("host 10.0.0.1"), "The server is too busy or its database is away; send it again."),
)


def leaves(root: type[errors.PinkasError]) -> set[type[errors.PinkasError]]:
    below = root.__subclasses__()
    return set().union(*map(leaves, below)) if below else {root}


def test_every_leaf_has_its_words() -> None:
    assert set(ANSWERS) == leaves(errors.PinkasError)


@pytest.mark.parametrize(("error", "told"), TOLD, ids=lambda each: type(each).__name__)
def test_what_is_told(error: Exception, told: str) -> None:
    assert asyncio.run(failure_text(error, NAMES, method="add-contragent")) == told


def test_a_fault_bears_a_log_id(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_(*_: object) -> None:
        raise RuntimeError("select s3cret from books.head")

    monkeypatch.setattr("pinkas.dialects.icash.methods.read_arguments", break_)
    signed = system.signed()
    reply = system.send("get-stores", urlencode({**signed, "ses": system.ses}))
    assert reply.status == 200
    assert reply.json["nonce"] == str(signed["nonce"])
    assert re.fullmatch(r"An unexpected error has occurred\. Log id \d{1,10}", reply.error)
