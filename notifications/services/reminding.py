"""The letter by which the head of a one-stop unit urges an agency (Decree 61/2018/NĐ-CP, arts 8.2.b, 9.1)."""

import hashlib
from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from agencies.domain.roles import Role
from agencies.selectors import Actor, Capacity
from dossiers.domain.refusals import ActRefused
from dossiers.forms import DigitalSeal, Signature, typeset
from dossiers.services import allot_form_number, letterhead
from notifications.forms import REMINDER, OverdueLine, ReminderContext
from notifications.models import ReminderLetter, ReminderState
from notifications.services.chunks import Step, StepLock, hold, run_in_chunks
from notifications.services.fragments import TOUCHED, common_values
from notifications.services.letter_signers import signature_block
from notifications.services.looking import Look
from notifications.signing import sign_with_server_key
from procedures.domain.zone import local_day

#: The book of numbers, and what stands between the number and the unit's short name.
BOOK, SERIES = "DD", "ĐĐ-"

#: Flags that have reached the rung of the one-stop unit's head and stand in no reminder. Who settles
#: what it receives itself is urged from above, not by itself.
_NOT_REMINDED = """
    FROM notifications_escalation e
    JOIN notifications_overdueflag f ON f.id = e.flag_id
    JOIN dossiers_dossier d ON d.id = f.dossier_id
    WHERE e.rung = 'centre_head' AND f.closed_at IS NULL AND f.agency_id <> d.receiving_unit_id
      AND NOT EXISTS (SELECT 1 FROM notifications_reminderline l WHERE l.flag_id = f.id)
"""
#: By two indexes of two tables.
_FIND = f"""
    SELECT d.id {_NOT_REMINDED} AND (%(whole)s OR e.id > %(last_escalation)s)
    UNION
    SELECT d.id {_NOT_REMINDED} AND {TOUCHED}
    ORDER BY 1
"""
_DRAFT = f"""
WITH picked AS (
    SELECT f.id AS flag_id, f.agency_id, d.receiving_unit_id, d.id AS dossier_id
    {_NOT_REMINDED} AND d.id = ANY(%(keys)s)
    FOR SHARE OF d SKIP LOCKED
), drafts AS (
    INSERT INTO notifications_reminderletter
        (ref, one_stop_unit_id, agency_id, day, state, generated_at, context, sha256)
    SELECT gen_random_uuid(), receiving_unit_id, agency_id, %(today)s, 'draft', %(at)s, '{{}}', ''
    FROM picked
    GROUP BY receiving_unit_id, agency_id
    ON CONFLICT (one_stop_unit_id, agency_id, day) WHERE state = 'draft'
        DO UPDATE SET day = EXCLUDED.day
    RETURNING id, one_stop_unit_id, agency_id, xmax = 0 AS is_new
), lines AS (
    INSERT INTO notifications_reminderline (reminder_id, flag_id)
    SELECT r.id, p.flag_id
    FROM picked p
    JOIN drafts r ON r.one_stop_unit_id = p.receiving_unit_id AND r.agency_id = p.agency_id
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT (SELECT array_agg(dossier_id) FROM picked) AS picked,
       (SELECT count(*) FROM drafts WHERE is_new) AS reminders
"""  # noqa: S608 -- built from constants; values are parameters

_VOID = """
WITH picked AS (
    SELECT r.id
    FROM notifications_reminderletter r
    WHERE r.state = 'draft' AND NOT EXISTS (
        SELECT 1 FROM notifications_reminderline l
        JOIN notifications_overdueflag f ON f.id = l.flag_id
        WHERE l.reminder_id = r.id AND f.closed_at IS NULL
    ) AND (%(whole)s OR r.id IN (
        SELECT l.reminder_id FROM notifications_reminderline l
        JOIN notifications_overdueflag f ON f.id = l.flag_id
        WHERE f.dossier_id = ANY(%(touched)s::bigint[])
    ))
    ORDER BY r.id
    FOR UPDATE SKIP LOCKED
)
UPDATE notifications_reminderletter r SET state = 'void', voided_at = %(at)s
FROM picked p WHERE r.id = p.id
"""


def draft_reminders(at: datetime, look: Look) -> Counter[str]:
    """Draft a reminder for each one-stop unit, agency and day; drafts with nothing left to urge become void."""
    values = common_values(at, look, occasion="reminders")
    with transaction.atomic(), connection.cursor() as cursor:
        hold(StepLock.REMIND)
        cursor.execute(_VOID, values)
    return run_in_chunks(StepLock.REMIND, Step(_FIND, _DRAFT), values, look.span)


@transaction.atomic
def issue_reminder(*, reminder_id: int, actor: Actor, at: datetime) -> ReminderLetter:
    """Number, freeze and sign a reminder; what has been settled since it was drafted falls out.

    By the head of the one-stop unit, with the server's key where it signs. Refuses
    `unknown_reminder`, `wrong_role_for_reminder`, `reminder_issued`, `reminder_void`,
    `nothing_to_remind_of` and what `sign_with_server_key` refuses.
    """
    reminder = _locked(reminder_id)
    capacity = _capacity(reminder, actor, at)
    if capacity is None:
        raise ActRefused("wrong_role_for_reminder")
    if reminder.state != ReminderState.DRAFT:
        raise ActRefused(f"reminder_{reminder.state}")
    reminder.lines.filter(flag__closed_at__isnull=False).delete()
    if not reminder.lines.exists():
        raise ActRefused("nothing_to_remind_of")
    reminder.signer, reminder.delegation = actor.officer, capacity.delegation
    reminder.year = local_day(at).year
    reminder.number = allot_form_number(reminder.one_stop_unit_id, reminder.year, BOOK)
    _finish(reminder, signature_block(actor.officer, capacity), at)
    return reminder


def may_remind(reminder: ReminderLetter, actor: Actor, *, at: datetime) -> bool:
    """Whether the actor heads the one-stop unit that urges."""
    return _capacity(reminder, actor, at) is not None


def reminder_pdf(*, reminder_id: int, at: datetime) -> bytes:
    """The reminder as it was issued, byte for byte; a draft with what is still overdue, marked as one."""
    reminder = ReminderLetter.objects.select_related("one_stop_unit__parent", "agency").get(
        pk=reminder_id
    )
    if reminder.pdf:
        return bytes(reminder.pdf)
    return typeset(REMINDER, _context(reminder, None, at).as_json()).pdf


def _locked(reminder_id: int) -> ReminderLetter:
    found = (
        ReminderLetter.objects.select_for_update(of=("self",))
        .select_related("one_stop_unit__parent", "agency")
        .filter(pk=reminder_id)
        .first()
    )
    if found is None:
        raise ActRefused("unknown_reminder")
    return found


def _capacity(reminder: ReminderLetter, actor: Actor, at: datetime) -> Capacity | None:
    roles = actor.roles(on=local_day(at))
    unit = reminder.one_stop_unit
    return roles.capacity_for("remind", (Role.CENTRE_HEAD,), {unit.pk, unit.home_id})


def _finish(reminder: ReminderLetter, signature: Signature, at: datetime) -> None:
    made = typeset(REMINDER, _context(reminder, signature, at).as_json())
    reminder.context, pdf = made.context, made.pdf
    if _server_signs():
        pdf = sign_with_server_key(
            pdf,
            agency_code=reminder.one_stop_unit.code,
            reason=made.context["title"],
            location=made.context["letterhead"]["place"],
            at=at,
        )
    reminder.pdf, reminder.sha256 = pdf, hashlib.sha256(pdf).hexdigest()
    reminder.state, reminder.issued_at = ReminderState.ISSUED, at
    reminder.save()


def _server_signs() -> bool:
    """Otherwise the paper leaves room for a signature by hand or token."""
    return bool(settings.SIGNING_MODE != "token")


def _context(
    reminder: ReminderLetter, signature: Signature | None, at: datetime
) -> ReminderContext:
    unit = reminder.one_stop_unit
    sealed = signature is not None and _server_signs()
    return ReminderContext(
        letterhead=letterhead(unit, series=SERIES, number=reminder.number, at=at),
        agency=reminder.agency.name,
        as_of=at,
        lines=_overdue_lines(reminder),
        signature=signature,
        digital_seal=DigitalSeal(signed_by=unit.name, at=at) if sealed else None,
    )


def _overdue_lines(reminder: ReminderLetter) -> tuple[OverdueLine, ...]:
    open_lines = reminder.lines.filter(flag__closed_at__isnull=True)
    rows = open_lines.select_related("flag__dossier__procedure_version")
    return tuple(
        OverdueLine(
            code=line.flag.dossier.key,
            procedure=line.flag.dossier.procedure_version.name,
            due_at=line.flag.due_at,
        )
        for line in rows.order_by("flag__late_from", "flag_id")
    )
