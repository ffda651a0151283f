"""Who may take a dossier: the units, officers and steps that a hand-over may lead to."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from agencies.domain.roles import AGENCY_ROLES, Role
from agencies.models import Agency, Officer
from agencies.selectors import grants_on
from agencies.selectors.prepared import Parameter, PreparedRows
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services.performance import Performance
from procedures.domain.process import Desk, next_step, step_inside
from procedures.domain.zone import local_day
from procedures.models import ProcessStep
from procedures.selectors import content_of


def units_of(agency_id: int | Parameter | None, *, on: date | Parameter) -> QuerySet[Agency]:
    """The agency itself and its units that exist on a day."""
    return Agency.objects.existing_on(on).filter(Q(pk=agency_id) | Q(parent=agency_id, kind="unit"))


def chosen_unit(doing: Performance) -> Agency | None:
    """The unit named in the facts; refuses `unknown_unit` outside the settling agency."""
    code = doing.facts.get("to_unit")
    if code is None:
        return None
    day = local_day(doing.at)
    found = _UNIT.first(agency=doing.dossier.agency_id, on=day, code=code)
    if found is None:
        raise ActRefused("unknown_unit", field="to_unit", unit=code)
    return found


@dataclass(frozen=True, slots=True)
class Receiver:
    """The officer who takes a dossier, and the roles held in its agency."""

    officer: Officer
    roles: frozenset[str]


def chosen_receiver(doing: Performance) -> Receiver | None:
    """The officer named in the facts; refuses `unknown_officer` outside the settling agency."""
    username = doing.facts.get("to_officer")
    if username is None:
        return None
    day = local_day(doing.at)
    grants = _GRANTS(agency=doing.dossier.agency_id, on=day, username=username)
    if not grants:
        raise ActRefused("unknown_officer", field="to_officer", officer=username)
    return Receiver(grants[0].officer, frozenset(grant.role for grant in grants))


_UNIT = PreparedRows(
    lambda: units_of(Parameter("agency"), on=Parameter("on")).filter(code=Parameter("code"))
)
_GRANTS = PreparedRows(
    lambda: (
        grants_on(Parameter("on"))
        .filter(
            officer__username=Parameter("username"),
            role__in=AGENCY_ROLES,
            agency__in=units_of(Parameter("agency"), on=Parameter("on")),
        )
        .select_related("officer")
    )
)


def first_unit(dossier: Dossier) -> Agency:
    """The unit of the process's first step inside the settling agency, else the agency's own desk."""
    units = (step.unit for step in content_of(dossier.procedure_version).steps)
    return next((u for u in units if u and u.parent_id == dossier.agency_id), dossier.agency)


def steps_of(dossier: Dossier) -> list[ProcessStep]:
    """The agency's steps of the process; reception and return at the counter are not counted."""
    return [
        step for step in content_of(dossier.procedure_version).steps if step.role != Role.COUNTER
    ]


def working_step(dossier: Dossier) -> ProcessStep | None:
    """The step the dossier is at; None at the counter, and past what the process lays down."""
    steps = steps_of(dossier)
    return steps[dossier.step - 1] if 0 < dossier.step <= len(steps) else None


def step_at(dossier: Dossier, unit_id: int, receiver: Receiver | None = None) -> int:
    """The step at which another desk takes the dossier, from the one it is at now."""
    desks = [Desk(step.unit_id, step.role) for step in steps_of(dossier)]
    held = receiver.roles if receiver else None
    if held is not None and unit_id == dossier.unit_id:
        return step_inside(desks, dossier.step, unit_id, held=held)
    return next_step(desks, dossier.step, unit_id, held=held)
