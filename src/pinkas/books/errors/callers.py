"""Refusals of who asks: unknown, timed out, without the right, or too often."""

from __future__ import annotations

from pinkas.books.errors.root import Refusal


class WrongCredentials(Refusal):
    """Unknown user, wrong password, or a business the user may not enter: never said which."""

    code = "wrong_credentials"

    def __init__(self) -> None:
        super().__init__("Invalid user name or password")


class SessionExpired(Refusal):
    """The caller is known, but not its session, or it was not used for too long."""

    code = "session_expired"


class NotPermitted(Refusal):
    """The credential is good, but not for this."""

    code = "not_permitted"


class TooManyAttempts(Refusal):
    """A login is slowed after failures; `retry_after` is in whole seconds."""

    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many failed attempts; try again in {retry_after} seconds")
        self.retry_after = retry_after
