"""The desks of warnings, apologies and messages."""

from notifications.services.answering import answer_delay_notice
from notifications.services.delivering import deliver, deliver_due_messages, deliver_each, resend
from notifications.services.issuing import issue_letter
from notifications.services.letter_papers import letter_pdf
from notifications.services.letter_parts import may_prepare, missing_in, prepare_letter
from notifications.services.letter_signers import may_sign
from notifications.services.reminding import issue_reminder, may_remind, reminder_pdf
from notifications.services.sweeping import sweep
from notifications.services.token_signing import (
    give_up_signature,
    prepare_for_signature,
    upload_signed,
)

__all__ = [
    "answer_delay_notice",
    "deliver",
    "deliver_due_messages",
    "deliver_each",
    "give_up_signature",
    "issue_letter",
    "issue_reminder",
    "letter_pdf",
    "may_prepare",
    "may_remind",
    "may_sign",
    "missing_in",
    "prepare_for_signature",
    "prepare_letter",
    "reminder_pdf",
    "resend",
    "sweep",
    "upload_signed",
]
