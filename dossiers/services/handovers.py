"""Hand-overs: who may take a dossier, and the control slip's row for it (form 05)."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from agencies.domain.roles import AGENCY_ROLES, Role
from agencies.models import Agency, Officer
from agencies.selectors import officers_holding
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent, HandOver
from dossiers.services.performing import Performance
from procedures.domain.process import step_due
from procedures.domain.zone import local_day
from procedures.models import ProcessStep
from procedures.selectors import work_calendar


def units_of(agency: Agency, *, on: date) -> QuerySet[Agency]:
    """The agency itself and its units that exist on a day."""
    return Agency.objects.existing_on(on).filter(Q(pk=agency.pk) | Q(parent=agency, kind="unit"))


def chosen_unit(doing: Performance) -> Agency | None:
    """The unit named in the facts; refuses `unknown_unit` outside the settling agency."""
    code = doing.facts.get("to_unit")
    if code is None:
        return None
    found = units_of(doing.dossier.agency, on=local_day(doing.at)).filter(code=code).first()
    if found is None:
        raise ActRefused("unknown_unit", field="to_unit", unit=code)
    return found


def chosen_officer(doing: Performance) -> Officer | None:
    """The officer named in the facts; refuses `unknown_officer` outside the settling agency."""
    username = doing.facts.get("to_officer")
    if username is None:
        return None
    day = local_day(doing.at)
    nodes = list(units_of(doing.dossier.agency, on=day).values_list("pk", flat=True))
    for role in AGENCY_ROLES:
        found = officers_holding(role, nodes, on=day).filter(username=username).first()
        if found is not None:
            return found
    raise ActRefused("unknown_officer", field="to_officer", officer=username)


def first_unit(dossier: Dossier) -> Agency:
    """The unit of the process's first step inside the settling agency, else the agency's own desk."""
    step = (
        dossier.procedure_version.steps.filter(unit__parent_id=dossier.agency_id)
        .select_related("unit")
        .order_by("position")
        .first()
    )
    return step.unit if step and step.unit else dossier.agency


def record_hand_over(doing: Performance, event: DossierEvent) -> None:
    """Write the control slip's row of a transfer or hand-over.

    The receiver's step gets its budget; the giver's ends here and is told early, on time or late.
    Inside one step (from officer to officer) the budget goes on and nothing is told.
    """
    dossier = doing.dossier
    before = dossier.handovers.filter(run=dossier.run).order_by("-at", "-pk").first()
    goes_on = before is not None and before.step == dossier.step
    step = working_step(dossier)
    HandOver.objects.create(
        dossier=dossier,
        event=event,
        run=dossier.run,
        step=dossier.step,
        step_name=step.name if step else "",
        giver_unit_id=doing.giver_unit_id or dossier.receiving_unit_id,
        giver=doing.actor.officer,
        receiver_unit_id=dossier.unit_id or dossier.agency_id,
        receiver=dossier.officer,
        at=doing.at,
        due_at=before.due_at if before and goes_on else _step_due(step, doing.at),
        result=""
        if goes_on
        else _kept(before.due_at if before else dossier.transfer_due_at, doing.at),
        remark=doing.facts.get("remark", ""),
    )


def working_step(dossier: Dossier) -> ProcessStep | None:
    """The step the dossier is at; reception and return at the counter are not counted."""
    if not dossier.step:
        return None
    steps = dossier.procedure_version.steps.exclude(role=Role.COUNTER).order_by("position")
    return steps[dossier.step - 1 : dossier.step].first()


def _step_due(step: ProcessStep | None, at: datetime) -> datetime | None:
    return step_due(at, step.budget_hours, work_calendar()) if step else None


def _kept(due_at: datetime | None, at: datetime) -> str:
    """How the giver's time was kept; empty where the process sets none."""
    if due_at is None:
        return ""
    if at > due_at:
        return HandOver.Result.LATE
    return HandOver.Result.ON_TIME if local_day(at) == local_day(due_at) else HandOver.Result.EARLY
