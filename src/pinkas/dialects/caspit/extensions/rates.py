"""Loading rates of exchange: `POST /ext/v1/exchange-rates`, for operators. What is loaded shows in Currencies.

The rates are in the currency of the token's business and serve every business that keeps its books in it. Sending the
same again changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, ClassVar, Final

from pinkas.actions.desk import Desk
from pinkas.actions.reference import ExchangeRate, given_twice, load_rates_once
from pinkas.actions.sessions import Sessions
from pinkas.books.errors import InvalidValue, NotPermitted
from pinkas.books.money import CURRENCIES, ZERO
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.extensions.operations import replaced
from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.names import CURRENCY_OF_SYMBOL, SYMBOLS
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import REQUIRED, S20, Day
from pinkas.dialects.caspit.wire import ExchangeRate as Rate

#: Rates in one call; more of them come in several, or by the command line.
MOST_SENT: Final = 5000
_MEMBERS: Final = {"date": "Date", "currency": "CurrencyCode", "rate": "Rate"}


class SentRate(Wire, frozen=True, kw_only=True):
    """What one unit of a currency costs from a day on; the currency by its code, or by the vendor's symbol."""

    Date: Annotated[Day, REQUIRED] = None
    CurrencySymbol: S20 = None
    CurrencyCode: S20 = None
    Rate: Annotated[Rate, REQUIRED] = None


class SentRates(Wire, frozen=True, kw_only=True):
    """The body: a list of rates, bare or as `Rates`."""

    bare_list: ClassVar[str] = "Rates"

    Rates: Annotated[list[SentRate] | None, Rules(required=True, max_items=MOST_SENT)] = None


class LoadedRates(Wire, frozen=True, kw_only=True):
    """How many rates were loaded."""

    Loaded: int | None = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The one call on rates."""

    @router.on(
        "POST",
        "Exchange-rates",
        error_status=True,
        says=replaced(
            "Load rates of exchange",
            SentRates,
            LoadedRates,
            "An operator's deed; a bare array of rates is read as well.",
        ),
    )
    async def post_rates(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        if not caller.operator:
            raise NotPermitted("Only an operator may load rates of exchange")
        rates = _to_books((await call.body(SentRates)).Rates or [], caller.currency_on)
        replayed = await load_rates_once(desk, caller, rates, once=await once_of(call, desk, status=200))
        return saved_answer(200, LoadedRates(Loaded=len(rates)), replayed=replayed)


def _to_books(sent: list[SentRate], base: Callable[[dt.date], str]) -> list[ExchangeRate]:
    """The rates in the books' words. Raises WireError with every problem."""
    problems: dict[str, list[str]] = {}
    rates = []
    for place, one in enumerate(sent):
        at = f"Rates[{place}]"
        currency = _currency(one, at, problems)
        if currency is None or one.Date is None:
            continue
        try:
            rates.append(ExchangeRate(base=base(one.Date), date=one.Date, currency=currency, rate=one.Rate or ZERO))
        except InvalidValue as error:
            member = _MEMBERS[error.field]
            problems[f"{at}.{member}"] = [f"The field {member} {error.reason}."]
    if not problems:
        for place, before in given_twice(rates).items():
            problems[f"Rates[{place}].Date"] = [f"The field Date is the same as in Rates[{before}]."]
    if problems:
        raise WireError(problems)
    return rates


def _currency(one: SentRate, at: str, problems: dict[str, list[str]]) -> str | None:
    """The currency by whichever name was given; both must mean the same."""
    code, symbol = (one.CurrencyCode or "").strip().upper(), (one.CurrencySymbol or "").strip().upper()
    if not code and not symbol:
        problems[f"{at}.CurrencyCode"] = ["The CurrencyCode field is required."]
    elif symbol and symbol not in CURRENCY_OF_SYMBOL:
        allowed = ", ".join(SYMBOLS)
        problems[f"{at}.CurrencySymbol"] = [f"The value of CurrencySymbol is not valid. Allowed values: {allowed}"]
    elif code and code not in CURRENCIES:
        allowed = ", ".join(sorted(CURRENCIES))
        problems[f"{at}.CurrencyCode"] = [f"The value of CurrencyCode is not valid. Allowed values: {allowed}"]
    elif code and symbol and CURRENCY_OF_SYMBOL[symbol] != code:
        problems[f"{at}.CurrencySymbol"] = [f"The field CurrencySymbol must mean {code}, as CurrencyCode does."]
    else:
        return code or CURRENCY_OF_SYMBOL[symbol]
    return None
