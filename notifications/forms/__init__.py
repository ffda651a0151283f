"""The papers of delay: form 04, the apology with the new return date (Decree 61/2018/NĐ-CP, arts 19.9, 21.2), from a plain context to PDF.

Typeset with `dossiers.forms.typeset(LETTER, context.as_json())`.
"""

from pathlib import Path

from notifications.forms.letter import LetterContext, LetterWording, legal_basis
from notifications.forms.reminder import OverdueLine, ReminderContext

#: Form 04, Phiếu xin lỗi và hẹn lại ngày trả kết quả.
LETTER = Path(__file__).resolve().parent / "apology_letter.typ"

#: Văn bản đôn đốc, the Centre's reminder to an agency (art. 9.1).
REMINDER = Path(__file__).resolve().parent / "reminder.typ"

__all__ = [
    "LETTER",
    "REMINDER",
    "LetterContext",
    "LetterWording",
    "OverdueLine",
    "ReminderContext",
    "legal_basis",
]
