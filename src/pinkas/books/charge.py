"""A card charged: the intent, stored before anything is sent, and what is known of its outcome."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pinkas.books.errors import InvalidValue
from pinkas.books.money import check_amount

if TYPE_CHECKING:
    from uuid import UUID

#: A gateway's field for our reference holds nineteen characters (exchange formats dossier, section 4.2).
REFERENCE_CHARACTERS: Final = 19
PAYMENTS_MAX: Final = 99
#: Cards are charged in these alone (ISO 4217; Caspit dossier section 8.11).
CHARGED_CURRENCIES: Final = ("ILS", "USD")
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class ChargeState(StrEnum):
    """What is known of a charge; only `approved` took money, and `unknown` may have: nobody repeats it blindly."""

    #: On its way, or broken off before anybody heard of its outcome.
    INTENDED = "intended"
    APPROVED = "approved"
    #: The card company said no.
    DECLINED = "declined"
    #: Nothing was charged for another reason: our request, our credentials, a gateway that could not be reached.
    REFUSED = "refused"
    UNKNOWN = "unknown"

    @property
    def final(self) -> bool:
        """Whether nothing more will be learnt."""
        return self not in {ChargeState.INTENDED, ChargeState.UNKNOWN}


class Credit(StrEnum):
    """How the holder pays: at once, by the card company's credit, or in instalments the business grants."""

    REGULAR = "regular"
    CREDIT = "credit"
    INSTALMENTS = "instalments"


class Witness(StrEnum):
    """Who told an outcome: the answer to the charge itself, a look-up, or a person who asked the card company."""

    ANSWER = "answer"
    LOOK_UP = "look-up"
    PERSON = "person"


def reference_of(uuid: UUID) -> str:
    """Our reference of a charge at its gateway: nineteen capital letters and digits, the same whenever asked."""
    rest, letters = int.from_bytes(hashlib.sha256(uuid.bytes).digest()), []
    for _ in range(REFERENCE_CHARACTERS - 1):
        rest, digit = divmod(rest, len(_DIGITS))
        letters.append(_DIGITS[digit])
    return "P" + "".join(letters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """The intent. `contact` is a serial; `refunds` the serial of the charge that a refund gives back, if named.

    Of the card it holds the last four digits and nothing else. `amount` is positive, in units of `currency`.
    """

    uuid: UUID
    gateway: str
    contact: int | None
    last_four: str | None
    amount: Decimal
    currency: str
    credit: Credit = Credit.REGULAR
    payments: int = 1
    is_refund: bool = False
    refunds: int | None = None

    def __post_init__(self) -> None:
        """Refuse what no card company takes. Raises InvalidValue."""
        check_amount("amount", self.amount)
        if not self.amount:
            raise InvalidValue("amount", "must be greater than 0")
        if self.currency not in CHARGED_CURRENCIES:
            raise InvalidValue("currency", "must be shekels or dollars")
        if self.credit is Credit.REGULAR and self.payments != 1:
            raise InvalidValue("payments", "must be 1 for a charge in one payment")
        if self.credit is not Credit.REGULAR and not 1 < self.payments <= PAYMENTS_MAX:
            raise InvalidValue("payments", f"must be between 2 and {PAYMENTS_MAX} for credit or instalments")
        if self.last_four is not None and not (self.last_four.isdecimal() and len(self.last_four) == 4):
            raise InvalidValue("last_four", "must be four digits")

    @property
    def reference(self) -> str:
        """Ours, under which the gateway knows it."""
        return reference_of(self.uuid)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeOutcome:
    """What somebody learnt of a charge. `reference`, `code` and `message` are the gateway's, cleaned of numbers."""

    state: ChargeState
    witness: Witness
    reference: str | None = None
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """A page of a gateway's own, opened for a card holder: for a charge of `amount`, a token, or both."""

    uuid: UUID
    gateway: str
    page_id: str
    operation: str
    contact: int | None
    amount: Decimal | None
    currency: str

    def __post_init__(self) -> None:
        """Refuse what no card company takes. Raises InvalidValue."""
        if (self.operation == "token") != (self.amount is None):
            raise InvalidValue("amount", "must be said where the page charges, and only there")
        if self.amount is not None:
            check_amount("amount", self.amount)
            if not self.amount:
                raise InvalidValue("amount", "must be greater than 0")
        if self.currency not in CHARGED_CURRENCIES:
            raise InvalidValue("currency", "must be shekels or dollars")

    @property
    def reference(self) -> str:
        """Ours, under which the gateway knows it."""
        return reference_of(self.uuid)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPageResult:
    """What became of a page. The token stands for the card; expiry MMYY."""

    state: ChargeState
    reference: str | None = None
    code: str | None = None
    message: str | None = None
    token: str | None = None
    last_four: str | None = None
    expiry: str | None = None
