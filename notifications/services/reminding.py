"""The reminder by which the head of the one-stop unit urges an agency (Decree 61/2018/NĐ-CP, arts 8.2.b, 9.1)."""

from datetime import datetime

from agencies.domain.roles import Role
from agencies.models import Agency
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.forms import Signature, typeset
from dossiers.services import letterhead
from notifications.forms import REMINDER, OverdueLine, ReminderContext
from notifications.models import OverdueFlag
from procedures.domain.zone import local_day

#: Dossiers one reminder lists; the oldest come first.
MOST_LINES = 200


def may_remind(receiving_unit: Agency, actor: Actor, *, at: datetime) -> bool:
    """Whether the actor heads the one-stop unit that received the dossier."""
    roles = actor.roles(on=local_day(at))
    nodes = {receiving_unit.pk, receiving_unit.home_id}
    return roles.capacity_for("remind", (Role.CENTRE_HEAD,), nodes) is not None


def reminder_pdf(*, flag_id: int, actor: Actor, at: datetime) -> bytes:
    """A reminder to the agency of a flag: all its overdue dossiers that this one-stop unit received.

    To be signed and numbered by hand; nothing is recorded. Refuses `wrong_role_for_reminder`,
    `nothing_to_remind_of`.
    """
    flag = OverdueFlag.objects.select_related("agency", "dossier__receiving_unit__parent").get(
        pk=flag_id
    )
    one_stop = flag.dossier.receiving_unit
    if not may_remind(one_stop, actor, at=at):
        raise ActRefused("wrong_role_for_reminder")
    lines = _overdue_lines(flag.agency, one_stop)
    if not lines:
        raise ActRefused("nothing_to_remind_of")
    context = ReminderContext(
        letterhead=letterhead(one_stop, series="", number=None, at=at),
        agency=flag.agency.name,
        as_of=at,
        lines=lines,
        signature=Signature(head_title=actor.officer.title, name=actor.officer.full_name),
    )
    return typeset(REMINDER, context.as_json()).pdf


def _overdue_lines(agency: Agency, one_stop: Agency) -> tuple[OverdueLine, ...]:
    flags = OverdueFlag.objects.filter(
        agency=agency, dossier__receiving_unit=one_stop, closed_at__isnull=True
    )
    rows = flags.select_related("dossier__procedure_version").order_by("late_from", "pk")
    return tuple(
        OverdueLine(
            code=flag.dossier.key,
            procedure=flag.dossier.procedure_version.name,
            due_at=flag.due_at,
        )
        for flag in rows[:MOST_LINES]
    )
