"""A head lets another officer of the agency do named acts in the head's place, from a day to a day.

Source: Decree 30/2020/NĐ-CP, art. 13 (forms of signature); who may delegate is settled by the
agency's own rules of work. A delegation is ended, never deleted: events refer to it.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from agencies.domain.roles import HEAD_ROLES, Role
from agencies.models import Delegation, Officer
from agencies.selectors import grants_on, roles_of
from agencies.selectors.delegations import delegations_for
from dossiers.domain.refusals import ActRefused
from dossiers.selectors.delegable import delegable_acts
from procedures.domain.zone import local_day


def check_delegation(delegation: Delegation, *, by: Officer, at: datetime) -> None:
    """Refuse what a head cannot give.

    `role_not_held` (also what is held only by delegation), `to_oneself`, `unknown_receiver` outside
    the agency, `missing_acts`, `act_not_of_role`, `bad_period`; for the head in person also
    `begins_in_past`.
    """
    day = max(local_day(at), delegation.valid_from)
    _refuse_not_held(delegation, day)
    _refuse_receiver(delegation, day)
    _refuse_acts(delegation)
    if delegation.valid_to is not None and delegation.valid_to < delegation.valid_from:
        raise ActRefused("bad_period", field="valid_to")
    if by == delegation.giver and delegation.valid_from < local_day(at):
        raise ActRefused("begins_in_past", field="valid_from")


def give_delegation(delegation: Delegation, *, by: Officer, at: datetime) -> Delegation:
    """Write down a delegation by its giver, or by an administrator for the giver; refuses as `check_delegation`."""
    check_delegation(delegation, by=by, at=at)
    delegation.save(force_insert=True)
    return delegation


@transaction.atomic
def end_delegation(
    *, delegation_id: int, by: Officer, may_keep_all: bool, last_day: date, at: datetime
) -> Delegation:
    """Set the last day; before its first day it ends without ever covering an act.

    By whoever keeps it: its giver, the holder of the same role in the same agency, or an
    administrator (`may_keep_all`); not by whom it was given to. Refuses `unknown_delegation`, `delegation_over`, and a
    `last_day` before yesterday or later than the last day it has (`bad_last_day`).
    """
    today = local_day(at)
    kept = Delegation.objects.all()
    if not may_keep_all:
        kept = delegations_for(by, roles_of(by, on=today)).exclude(receiver=by)
    delegation = (
        Delegation.objects.select_for_update().filter(pk__in=kept, pk=delegation_id).first()
    )
    if delegation is None:
        raise ActRefused("unknown_delegation")
    if delegation.valid_to is not None and delegation.valid_to < today:
        raise ActRefused("delegation_over")
    if last_day < today - timedelta(days=1) or (
        delegation.valid_to is not None and last_day > delegation.valid_to
    ):
        raise ActRefused("bad_last_day", field="last_day")
    if last_day < delegation.valid_from:
        delegation.acts, last_day = [], delegation.valid_from
    delegation.valid_to = last_day
    delegation.save(update_fields=["acts", "valid_to"])
    return delegation


def _refuse_not_held(delegation: Delegation, day: date) -> None:
    """By right: what was lent to a head cannot be lent on."""
    held = grants_on(day).filter(
        officer=delegation.giver, role=delegation.role, agency=delegation.agency
    )
    if delegation.role not in HEAD_ROLES or not held.exists():
        raise ActRefused("role_not_held", field="role", officer=delegation.giver.full_name)


def _refuse_receiver(delegation: Delegation, day: date) -> None:
    receiver = delegation.receiver
    if receiver == delegation.giver:
        raise ActRefused("to_oneself", field="receiver")
    home = delegation.agency.home_id
    if home not in {c.home_id for c in roles_of(receiver, on=day).capacities}:
        raise ActRefused("unknown_receiver", field="receiver", officer=receiver.full_name)


def _refuse_acts(delegation: Delegation) -> None:
    if not delegation.acts:
        raise ActRefused("missing_acts", field="acts")
    known = delegable_acts(Role(delegation.role))
    strange = next((act for act in delegation.acts if act not in known), None)
    if strange is not None:
        raise ActRefused("act_not_of_role", field="acts", act=strange)
