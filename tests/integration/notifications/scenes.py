"""A dossier received on Thursday 19 November 2026 at 16:40 with five working days, and what befalls it.

Due Friday 27 November 17:00; the notice is due on Thursday 26; late from Saturday 28, 00:00. Moved
to Friday 4 December it is late from Saturday 5 December.
"""

from datetime import datetime
from typing import Any

from agencies.selectors import Actor
from dossiers.models import Dossier
from notifications.models import ApologyLetter, DelayNotice, OverdueFlag
from notifications.services import answer_delay_notice, issue_letter, sweep
from tests.factories import Office, moment, perform_act

RECEIVED = moment("2026-11-19 16:40")
TRANSFERRED = moment("2026-11-20 07:40")
DEMANDED = moment("2026-11-26 08:00")
ANSWERED = moment("2026-11-26 15:00")
DUE = moment("2026-11-27 17:00")
LATE = moment("2026-11-28 00:10")
MONDAY_AFTER = moment("2026-11-30 09:00")
NEW_DATE = moment("2026-12-04 17:00")
LATE_AGAIN = moment("2026-12-05 00:10")
REASON = "Cần thêm thời gian xác minh thực địa"
#: What a late letter lacks.
PARTS = {"reason_code": "verification", "reason": REASON, "new_until": NEW_DATE}


def running(office: Office, **facts: Any) -> Dossier:
    """Received and transferred to the agency."""
    dossier = perform_act(office, "receive", at=RECEIVED, **facts)
    return perform_act(office, "transfer", at=TRANSFERRED, dossier=dossier)


def again(dossier: Dossier) -> Dossier:
    """The dossier as the database has it now."""
    return Dossier.objects.get(pk=dossier.pk)


def demanded(office: Office) -> DelayNotice:
    """Asked on the day before."""
    dossier = running(office)
    sweep(DEMANDED)
    return DelayNotice.objects.get(dossier=dossier)


def answered(
    office: Office, *, at: datetime = ANSWERED, until: datetime = NEW_DATE
) -> ApologyLetter:
    """Asked and answered in time, the letter unsigned."""
    return answer_delay_notice(
        notice_id=demanded(office).pk,
        actor=Actor(office.specialist),
        at=at,
        reason_code="verification",
        reason=REASON,
        proposed_until=until,
    )


def issued(office: Office, letter: ApologyLetter, *, at: datetime) -> ApologyLetter:
    """Signed by the agency's head, with whatever was missing."""
    missing = {} if letter.reason else PARTS
    return issue_letter(letter_id=letter.pk, actor=Actor(office.agency_head), at=at, **missing)


def overdue(office: Office) -> OverdueFlag:
    """Missed without any notice; flagged, the late letter drafted."""
    dossier = running(office)
    sweep(LATE)
    return OverdueFlag.objects.get(dossier=dossier)
