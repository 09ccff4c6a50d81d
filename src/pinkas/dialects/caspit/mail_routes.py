"""Mailing a document: the verb EMAIL and its twin EmailDocument (dossier 8.13, 9.4, 9.11)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pinkas.actions.desk import Desk, Once
from pinkas.actions.mailing import MailOrder, mail_document
from pinkas.actions.sessions import Sessions
from pinkas.books.errors import InvalidValue
from pinkas.dialects.caspit import operations
from pinkas.dialects.caspit.answers import Answer
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.document_routes import chosen_language, named_document
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import EmailDetails
from pinkas.paper import Language

#: The parts of a mail by the members that name them.
_MEMBERS: Final = {
    "to": "emailDetails.To",
    "cc": "emailDetails.CC",
    "bcc": "emailDetails.BCC",
    "subject": "emailDetails.Subject",
    "body": "emailDetails.Body",
    "customer_email": "doc.CustomerEmail",
}


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The two calls that mail a document."""

    async def email_document(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        named, language = named_document(call), chosen_language(call, caller)
        order = _order(await call.optional_body(EmailDetails) or EmailDetails(), language)
        once = _in_language(await once_of(call, desk, status=200), language)
        try:
            mailed = await mail_document(desk, caller, named, order, once=once)
        except InvalidValue as error:
            member = _MEMBERS.get(error.field)
            if member is None:
                raise
            raise WireError({member: [f"The field {member.rpartition('.')[2]} {error.reason}."]}) from None
        return saved_answer(200, f"Document sent to: {', '.join(mailed.record)}", replayed=mailed.replayed)

    router.add("POST", "EmailDocument/{id?}", email_document, error_status=True, says=operations.EMAIL_DOCUMENT)
    router.add("EMAIL", "Documents/{id?}", email_document, error_status=True, says=operations.EMAIL_DOCUMENT)


def _order(sent: EmailDetails, language: Language) -> MailOrder:
    return MailOrder(language=language, to=sent.To, cc=sent.CC, bcc=sent.BCC, subject=sent.Subject, body=sent.Body)


def _in_language(once: Once | None, language: Language) -> Once | None:
    """The same call in another language is another mail, so its key is another request's."""
    return None if once is None else replace(once, route=f"{once.route}?lan={language}")
