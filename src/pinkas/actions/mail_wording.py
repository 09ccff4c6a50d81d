"""A business's own words in its mails, by kind of document and language, in place of ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pinkas.actions.desk import Caller, Desk, Once, Saved, check_outcome, once_name, write_item
from pinkas.actions.mail_texts import MailText, default_text
from pinkas.actions.repeats import unchanged
from pinkas.books.daybook import mail_text_content
from pinkas.books.errors import Contention, InvalidValue
from pinkas.paper import Language
from pinkas.storage import mailings

Text = TypeVar("Text", MailText, None)

#: What would break a header, or end it early.
_NOT_IN_A_LINE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


async def show_text(desk: Desk, caller: Caller, kind: str, language: Language) -> tuple[MailText, bool]:
    """The text for a kind and a language before filling, and whether it is the business's own."""
    found = (await mailings.text_facts(desk.store, caller.business, kind, language, once=None)).text
    if found is None:
        return default_text(kind, language), False
    return MailText(found.subject, found.body), True


async def write_text(
    desk: Desk, caller: Caller, kind: str, language: Language, text: MailText, *, once: Once | None = None
) -> Saved[MailText]:
    """Say what mails of a kind and a language shall say from now on. Raises InvalidValue naming `subject` or `body`."""
    if not text.subject.strip():
        raise InvalidValue("subject", "must not be blank")
    if not text.body.strip():
        raise InvalidValue("body", "must not be blank")
    if any(unicodedata.category(character) in _NOT_IN_A_LINE for character in text.subject):
        raise InvalidValue("subject", "must be one line")
    return await _save(desk, caller, (kind, language), text, once)


async def drop_text(
    desk: Desk, caller: Caller, kind: str, language: Language, *, once: Once | None = None
) -> Saved[None]:
    """Go back to our words. Where they were never left, nothing changes."""
    return await _save(desk, caller, (kind, language), None, once)


async def _save(desk: Desk, caller: Caller, of: tuple[str, Language], text: Text, once: Once | None) -> Saved[Text]:
    kind, language = of
    facts = await mailings.text_facts(desk.store, caller.business, kind, language, once=once_name(caller, once))
    if once is not None and once.replays(facts.once):
        return Saved(text, replayed=True)
    held = None if facts.text is None else MailText(facts.text.subject, facts.text.body)
    if held == text:
        return await unchanged(desk, caller, once, text)
    subject, body = (None, None) if text is None else (text.subject, text.body)
    said: Mapping[str, Any] = {"kind": kind, "language": language, "subject": subject, "body": body}
    item = write_item(
        caller,
        "mail text written",
        desk.clock.now(),
        mail_text_content(kind, language, subject, body),
        once=once,
        expect=[],
        text=said,
    )
    answer = await desk.store.write("save_mail_text_v1", item)
    if not check_outcome(answer.outcome):
        raise Contention
    return Saved(text, replayed=answer.outcome == "replayed")
