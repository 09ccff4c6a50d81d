"""Refusals where somebody else was asked: mail, card gateways, the tax authority, signers. Or nobody is there."""

from __future__ import annotations

from pinkas.books.errors.root import Refusal


class MailNotSent(Refusal):
    """A mail was not accepted. `unknown`: it may have gone all the same, and is not repeated blindly."""

    code = "mail_not_sent"

    def __init__(self, reason: str, *, unknown: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unknown = unknown


class CardNotSaved(Refusal):
    """A gateway gave no token for a card. `unknown`: nobody knows whether it made one, which costs nothing."""

    code = "card_not_saved"

    def __init__(self, reason: str, *, unknown: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unknown = unknown


class HostedPageOnly(Refusal):
    """The business's gateway takes card numbers on its own page alone."""

    code = "hosted_page_only"

    def __init__(self) -> None:
        super().__init__("this card gateway takes card numbers on its own page only")


class ChargeSettled(Refusal):
    """Nothing more is to be learnt of a charge, or its answer is still awaited."""

    code = "charge_settled"

    def __init__(self, key: str, state: str) -> None:
        stands = "is still on its way" if state == "intended" else f"is {state} already"
        super().__init__(f"charge {key!r} {stands}")
        self.key = key
        self.state = state


class CannotSign(Refusal):
    """A document's original cannot be signed: `passing` when asking again later may do."""

    code = "cannot_sign"

    def __init__(self, reason: str, *, passing: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing


class NotDecidable(Refusal):
    """Nothing of the kind can be decided about a document's allocation number; `why` says how it stands."""

    code = "not_decidable"

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"the allocation number of document {key!r}: {why}")
        self.key = key
        self.why = why


class AuthorityFailed(Refusal):
    """The tax authority did not do what was asked. `unknown`: it may have, and is looked up before another try."""

    code = "authority_failed"

    def __init__(self, reason: str, *, unknown: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unknown = unknown


class NotAvailable(Refusal):
    """A part that this installation does not have."""

    code = "not_available"
