"""A business's own words in its mails: `/ext/v1/mail-texts/{trxTypeId}/{lan}`."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pinkas.actions import mail_wording
from pinkas.actions.desk import Desk
from pinkas.actions.mail_texts import MailText
from pinkas.actions.sessions import Sessions
from pinkas.books.errors import InvalidValue, UnknownRecord
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.describing import Answers, Operation
from pinkas.dialects.caspit.document_routes import chosen_language
from pinkas.dialects.caspit.extensions.operations import MAIL_TEXT, read, replaced
from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.names import KIND_OF_TRX_TYPE, LANGUAGE_CODES, TRX_TYPE_OF_KIND
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import READ_ONLY, REQUIRED, Integer, YesNo


class MailTextBody(Wire, frozen=True, kw_only=True):
    """A subject and a body with place-holders; `IsOwn` is false while they are ours."""

    prefix: ClassVar[str] = "mailText"

    TrxTypeId: Annotated[Integer, READ_ONLY] = None
    Language: Annotated[Integer, READ_ONLY] = None
    Subject: Annotated[str | None, REQUIRED, Rules(max_length=500)] = None
    Body: Annotated[str | None, REQUIRED, Rules(max_length=20_000)] = None
    IsOwn: Annotated[YesNo, READ_ONLY] = None


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """Read, write and drop the text of one kind of document in one language."""

    @router.on("GET", "Mail-Texts/{trxTypeId}/{lan}", says=read("The text of mails", MailTextBody, "", *MAIL_TEXT))
    async def show_text(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        kind, language = _kind(call), chosen_language(call, caller)
        text, own = await mail_wording.show_text(desk, caller, kind, language)
        return ok(_to_wire(kind, language, text, own=own))

    @router.on(
        "PUT",
        "Mail-Texts/{trxTypeId}/{lan}",
        error_status=True,
        says=replaced("Write the text of mails", MailTextBody, MailTextBody, "", *MAIL_TEXT),
    )
    async def write_text(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        kind, language = _kind(call), chosen_language(call, caller)
        sent = await call.body(MailTextBody)
        once = await once_of(call, desk, status=200)
        text = MailText(sent.Subject or "", sent.Body or "")
        try:
            saved = await mail_wording.write_text(desk, caller, kind, language, text, once=once)
        except InvalidValue as error:
            member = error.field.capitalize()
            raise WireError({f"mailText.{member}": [f"The field {member} {error.reason}."]}) from None
        return saved_answer(200, _to_wire(kind, language, saved.record, own=True), replayed=saved.replayed)

    @router.on(
        "DELETE",
        "Mail-Texts/{trxTypeId}/{lan}",
        says=Operation(summary="Go back to our text", parameters=MAIL_TEXT, answers=(Answers(204),)),
    )
    async def drop_text(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        kind, language = _kind(call), chosen_language(call, caller)
        once = await once_of(call, desk, status=204)
        dropped = await mail_wording.drop_text(desk, caller, kind, language, once=once)
        return saved_answer(204, None, replayed=dropped.replayed)


def _kind(call: Call) -> str:
    """The kind of document that the path names."""
    kind = KIND_OF_TRX_TYPE.get(call.integer("trxTypeId", 0))
    if kind is None:
        raise UnknownRecord("TrxType", call.required("trxTypeId"))
    return kind


def _to_wire(kind: str, language: str, text: MailText, *, own: bool) -> MailTextBody:
    return MailTextBody(
        TrxTypeId=TRX_TYPE_OF_KIND[kind],
        Language=LANGUAGE_CODES[language],
        Subject=text.subject,
        Body=text.body,
        IsOwn=own,
    )
