"""What the verbs need from the outside, as small protocols that the shell joins to real things: a module to each."""

from pinkas.actions.ports.clock import Clock, SystemClock
from pinkas.actions.ports.mail import (
    ATTACHMENT_BYTES_MAX,
    BODY_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX,
    RECIPIENTS_MAX,
    SUBJECT_CHARACTERS_MAX,
    Delivery,
    DeliveryState,
    Mailbox,
    Mailer,
    Message,
)

__all__ = [
    "ATTACHMENT_BYTES_MAX",
    "BODY_CHARACTERS_MAX",
    "NAME_CHARACTERS_MAX",
    "RECIPIENTS_MAX",
    "SUBJECT_CHARACTERS_MAX",
    "Clock",
    "Delivery",
    "DeliveryState",
    "Mailbox",
    "Mailer",
    "Message",
    "SystemClock",
]
