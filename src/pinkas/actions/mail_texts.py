"""What a mail says: default subjects and bodies by kind of document and language, and the filling of place-holders.

The same filling serves texts that a business or a caller wrote. A text is only ever data here: exactly the eight names
of `PLACE_HOLDERS` in braces are replaced, once; everything else, other braces included, stays as it was written.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pinkas.paper.kinds import KINDS, Language, SheetKind

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    greeting, farewell = _FRAMES[language]
    return "\n".join([*greeting, "", *sentences, "", *farewell])


_FRAMES: Final[Mapping[Language, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "he": (
        ("לכבוד {customer_name},", "שלום רב,"),
        ("נשמח לעמוד לרשותך בכל שאלה.", "", "בברכה,", "{business_name}"),
    ),
    "en": (
        ("Dear {customer_name},",),
        ("Please let us know if you have any questions.", "", "Kind regards,", "{business_name}"),
    ),
}

_SUBJECTS: Final[Mapping[Language, str]] = {
    "he": "{document_type} {document_number} מאת {business_name}",
    "en": "{document_type} {document_number} from {business_name}",
}

#: Said below any text when the attached paper is not the original.
COPY_SENTENCES: Final[Mapping[Language, str]] = {
    "he": "לתשומת לבך: המסמך המצורף הוא העתק נאמן למקור.",
    "en": "Please note: the attached document is a true copy of the original.",
}

_HEBREW_DUE = "מועד התשלום: {due_date}."
_ENGLISH_DUE = "Payment is due by {due_date}."

_HEBREW: Final[Mapping[SheetKind, tuple[str, ...]]] = {
    SheetKind.TAX_INVOICE: (
        "מצורפת חשבונית מס מספר {document_number} מתאריך {date}, על סך {total}.",
        _HEBREW_DUE,
    ),
    SheetKind.RECEIPT: (
        "תודה על התשלום.",
        "מצורפת קבלה מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.INVOICE_RECEIPT: (
        "תודה על התשלום.",
        "מצורפת חשבונית מס / קבלה מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.PROFORMA: (
        "מצורפת חשבונית עסקה מספר {document_number} מתאריך {date}, על סך {total}.",
        _HEBREW_DUE,
        "חשבונית עסקה היא בקשה לתשלום ואינה חשבונית מס.",
    ),
    SheetKind.CREDIT_INVOICE: (
        "מצורפת חשבונית זיכוי מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.REFUND: (
        "מצורפת תעודת החזר מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.DELIVERY_NOTE: (
        "מצורפת תעודת משלוח מספר {document_number} מתאריך {date}.",
    ),
    SheetKind.QUOTE: (
        "מצורפת הצעת מחיר מספר {document_number} מתאריך {date}, על סך {total}.",
        "תודה על ההתעניינות.",
    ),
    SheetKind.DONATION_RECEIPT: (
        "תודה מקרב לב על התרומה.",
        "מצורפת קבלה לתרומה מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
}  # fmt: skip

_ENGLISH: Final[Mapping[SheetKind, tuple[str, ...]]] = {
    SheetKind.TAX_INVOICE: (
        "Please find attached tax invoice {document_number} of {date}, for {total}.",
        _ENGLISH_DUE,
    ),
    SheetKind.RECEIPT: (
        "Thank you for your payment.",
        "Please find attached receipt {document_number} of {date}, for {total}.",
    ),
    SheetKind.INVOICE_RECEIPT: (
        "Thank you for your payment.",
        "Please find attached tax invoice / receipt {document_number} of {date}, for {total}.",
    ),
    SheetKind.PROFORMA: (
        "Please find attached proforma invoice {document_number} of {date}, for {total}.",
        _ENGLISH_DUE,
        "A proforma invoice is a request for payment and not a tax invoice.",
    ),
    SheetKind.CREDIT_INVOICE: (
        "Please find attached credit invoice {document_number} of {date}, for {total}.",
    ),
    SheetKind.REFUND: (
        "Please find attached refund note {document_number} of {date}, for {total}.",
    ),
    SheetKind.DELIVERY_NOTE: (
        "Please find attached delivery note {document_number} of {date}.",
    ),
    SheetKind.QUOTE: (
        "Please find attached quote {document_number} of {date}, for {total}.",
        "Thank you for your interest.",
    ),
    SheetKind.DONATION_RECEIPT: (
        "Thank you very much for your donation.",
        "Please find attached donation receipt {document_number} of {date}, for {total}.",
    ),
}  # fmt: skip

_SENTENCES: Final[Mapping[Language, Mapping[SheetKind, tuple[str, ...]]]] = {"he": _HEBREW, "en": _ENGLISH}


def document_type(kind: str, language: Language) -> str:
    """What the kind is called on paper, for `MailFacts.document_type`. Raises ValueError for an unknown kind."""
    return KINDS[SheetKind(kind)].titles[language]


def default_text(kind: str, language: Language) -> MailText:
    """The text of a kind before filling, for a business to read and change. Raises ValueError for an unknown kind."""
    return MailText(_SUBJECTS[language], _body(language, *_SENTENCES[language][SheetKind(kind)]))


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
