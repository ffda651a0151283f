"""The desks of warnings, apologies and messages."""

from notifications.services.answering import answer_delay_notice
from notifications.services.delivering import deliver, deliver_due_messages, resend
from notifications.services.issuing import issue_letter, letter_pdf, may_sign
from notifications.services.letter_parts import may_prepare, missing_in, prepare_letter
from notifications.services.reminding import may_remind, reminder_pdf
from notifications.services.sweeping import sweep

__all__ = [
    "answer_delay_notice",
    "deliver",
    "deliver_due_messages",
    "issue_letter",
    "letter_pdf",
    "may_prepare",
    "may_remind",
    "may_sign",
    "missing_in",
    "prepare_letter",
    "reminder_pdf",
    "resend",
    "sweep",
]
