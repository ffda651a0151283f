"""Who may take a dossier: the units, officers and steps that a hand-over may lead to."""

from datetime import date

from django.db.models import Q, QuerySet

from agencies.domain.roles import AGENCY_ROLES, Role
from agencies.models import Agency, Officer
from agencies.selectors import officers_holding
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services.performing import Performance
from procedures.domain.process import next_step
from procedures.domain.zone import local_day
from procedures.models import ProcessStep


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


def steps_of(dossier: Dossier) -> list[ProcessStep]:
    """The agency's steps of the process; reception and return at the counter are not counted."""
    return list(
        dossier.procedure_version.steps.exclude(role=Role.COUNTER).order_by("position", "pk")
    )


def working_step(dossier: Dossier) -> ProcessStep | None:
    """The step the dossier is at; None at the counter, and past what the process lays down."""
    steps = steps_of(dossier)
    return steps[dossier.step - 1] if 0 < dossier.step <= len(steps) else None


def step_at(dossier: Dossier, unit: Agency) -> int:
    """The step at which another unit takes the dossier, from the one it is at now."""
    return next_step([step.unit_id for step in steps_of(dossier)], dossier.step, unit.pk)
