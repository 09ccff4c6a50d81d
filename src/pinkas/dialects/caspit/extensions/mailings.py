"""What was mailed, and what became of it: `GET /ext/v1/mailings`, for a person to look at."""

from __future__ import annotations

from pinkas.actions.desk import Desk
from pinkas.actions.mailing import list_mailings
from pinkas.actions.sessions import Sessions
from pinkas.dialects.caspit import quirks
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of
from pinkas.dialects.caspit.describing import Parameter
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.extensions.operations import listed
from pinkas.dialects.caspit.fields import Wire
from pinkas.dialects.caspit.names import LANGUAGE_CODES
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import S50, S500, S2000, S20000, Instant, Integer
from pinkas.storage.mailings import StoredMailing


class Mailing(Wire, frozen=True, kw_only=True):
    """One mailing. `State`: intended (on its way, or broken off), accepted, refused, or unknown (it may have gone).

    `Recipients` are all of them, the hidden ones too; `Detail` is what the mail server said.
    """

    MailingId: S50 = None
    DocumentId: S50 = None
    Number: S50 = None
    Language: Integer = None
    Recipients: S20000 = None
    Subject: S500 = None
    State: S50 = None
    Detail: S2000 = None
    DateIntended: Instant = None
    DateEnded: Instant = None
    UserCreated: S50 = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The list of mailings, of one document when `DocumentId` names it."""

    @router.on(
        "GET",
        "Mailings",
        says=listed("Mailings and what became of them", Mailing, "", Parameter("DocumentId", "Of this document only.")),
    )
    async def show_mailings(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        paging = call.paging()
        total, rows = await list_mailings(
            desk, caller, offset=paging.offset, limit=paging.size, document=call.text("DocumentId")
        )
        return ok(envelope(call, paging, map(_to_wire, rows), total=total))


def _to_wire(mailing: StoredMailing) -> Mailing:
    return Mailing(
        MailingId=str(mailing.uuid),
        DocumentId=mailing.document,
        Number=quirks.full_number(mailing.series, mailing.number, mailing.run),
        Language=LANGUAGE_CODES[mailing.language],
        Recipients=", ".join(mailing.recipients),
        Subject=mailing.subject,
        State=mailing.state,
        Detail=mailing.detail,
        DateIntended=mailing.intended_at,
        DateEnded=mailing.ended_at,
        UserCreated=mailing.intended_by,
    )
