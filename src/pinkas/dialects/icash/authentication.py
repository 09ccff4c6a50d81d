"""Who calls: key, nonce and signature of every call, and the session of all but `login` (dossier §2)."""

from __future__ import annotations

from dataclasses import dataclass

from pinkas.actions.desk import Caller, Desk
from pinkas.actions.keys import Keys, SignedCall
from pinkas.dialects.icash.form import Form


@dataclass(frozen=True, slots=True)
class Gate:
    """The door of this wire: the desk behind it and the keys that open it."""

    desk: Desk
    keys: Keys

    async def enter(self, form: Form, *, address: str) -> Caller:
        """Who calls, in an open session. Raises WrongCredentials, TooManyAttempts, SessionExpired, in this order."""
        return await self.keys.signed(_signed(form), form.text("ses"), address=address)

    async def log_in(self, form: Form, *, address: str) -> str:
        """A fresh session for the tenant and user the form names. Raises WrongCredentials, TooManyAttempts."""
        return await self.keys.open_session(_signed(form), form.text("UserID"), address=address)


def _signed(form: Form) -> SignedCall:
    return SignedCall(
        key=form.text("api_key"),
        nonce=form.text("nonce"),
        signature=form.text("signature"),
        number=form.text("WareHouseID") or None,
    )
