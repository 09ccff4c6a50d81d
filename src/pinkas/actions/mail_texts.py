"""What a mail says: default subjects and bodies by kind of document and language, and the filling of place-holders.

The same filling serves texts that a business or a caller wrote. A text is only ever data here: exactly the eight names
of `PLACE_HOLDERS` in braces are replaced, once; everything else, other braces included, stays as it was written.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Final

from pinkas.actions.mail_sentences import COPY_SENTENCES, FRAMES, SENTENCES, SUBJECTS
from pinkas.paper import Language, SheetKind
from pinkas.paper.kinds import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFacts:
    """What the place-holders stand for, each as it shall be read: amounts with their currency, dates as written."""

    document_id: str = ""
    document_number: str = ""
    document_type: str = ""
    customer_name: str = ""
    business_name: str = ""
    total: str = ""
    date: str = ""
    due_date: str = ""


#: The names that may stand in braces.
PLACE_HOLDERS: Final = tuple(field.name for field in dataclasses.fields(MailFacts))

_PLACE_HOLDER = re.compile(r"\{(" + "|".join(PLACE_HOLDERS) + r")\}")


@dataclass(frozen=True, slots=True)
class MailText:
    """A subject and a body."""

    subject: str
    body: str


def _body(language: Language, *sentences: str) -> str:
    """A body in the shape all of them share, around what this kind of document has to say."""
    greeting, farewell = FRAMES[language]
    return "\n".join([*greeting, "", *sentences, "", *farewell])


def document_type(kind: str, language: Language) -> str:
    """What the kind is called on paper, for `MailFacts.document_type`. Raises ValueError for an unknown kind."""
    return KINDS[SheetKind(kind)].titles[language]


def default_text(kind: str, language: Language) -> MailText:
    """The text of a kind before filling, for a business to read and change. Raises ValueError for an unknown kind."""
    return MailText(SUBJECTS[language], _body(language, *SENTENCES[language][SheetKind(kind)]))


def fill(text: str, facts: MailFacts) -> str:
    """The text with its place-holders replaced. What a value brings with it is never replaced again."""
    return _PLACE_HOLDER.sub(lambda found: str(getattr(facts, found[1])), text)


def mail_text(
    kind: str,
    language: Language,
    facts: MailFacts,
    *,
    copy: bool,
    subject: str | None = None,
    body: str | None = None,
) -> MailText:
    """What to send: the subject and the body that somebody wrote, or the defaults where they are absent or blank.

    Lines of a default body that tell of something the document does not have (a customer's name, a due date) are left
    out. With `copy` the body ends by saying that the attached document is one. Raises ValueError for an unknown kind.
    """
    default = default_text(kind, language)
    told = subject if subject and subject.strip() else default.subject
    said = body if body and body.strip() else _without_empty(default.body, facts)
    filled = fill(said, facts).rstrip()
    return MailText(
        fill(told, _on_one_line(facts)).strip(),
        f"{filled}\n\n{COPY_SENTENCES[language]}\n" if copy else f"{filled}\n",
    )


def _without_empty(body: str, facts: MailFacts) -> str:
    """The body without the lines of which a place-holder would be replaced by nothing."""
    kept = [
        line for line in body.split("\n") if all(getattr(facts, name).strip() for name in _PLACE_HOLDER.findall(line))
    ]
    return "\n".join(kept).lstrip("\n")


def _on_one_line(facts: MailFacts) -> MailFacts:
    """The same facts for a subject: a name written on two lines stands on one."""
    return MailFacts(**{name: " ".join(getattr(facts, name).split()) for name in PLACE_HOLDERS})
