"""Messages to send."""

from __future__ import annotations

import datetime as dt

from pinkas.actions.ports import Mailbox, Message

SENDER = Mailbox("מחסני הדר", "books@hadar.example")
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40

HEBREW_BODY = "שלום רב,\n\nמצורפת חשבונית מס מספר 98/100001.\nPayPal - אפשר לשלם גם כך\n\nבברכה,\nמחסני הדר & בניו <3\n"


def message(**changes: object) -> Message:
    """A Hebrew invoice to one customer."""
    plain: dict[str, object] = {
        "sender": SENDER,
        "to": ("dana@example.com",),
        "subject": "חשבונית מס 98/100001 מאת מחסני הדר",
        "body": HEBREW_BODY,
        "attachment_name": "חשבונית מס 98/100001.pdf",
        "attachment": PDF,
        "message_id": "019237a1-0000-7000-8000-000000000001@hadar.example",
        "sent_at": dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC),
    }
    return Message(**{**plain, **changes})  # type: ignore[arg-type]  # named fields of the message
