"""The desks of warnings, apologies and messages."""

from notifications.services.answering import answer_delay_notice
from notifications.services.delivering import deliver, deliver_due_messages, resend
from notifications.services.issuing import draft_pdf, issue_letter
from notifications.services.letter_parts import prepare_letter
from notifications.services.sweeping import sweep

__all__ = [
    "answer_delay_notice",
    "deliver",
    "deliver_due_messages",
    "draft_pdf",
    "issue_letter",
    "prepare_letter",
    "resend",
    "sweep",
]
