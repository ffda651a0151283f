"""The vocabulary of the lifecycle table's columns: who may, what the clock does, which facts are demanded."""

from dataclasses import dataclass
from enum import StrEnum

from agencies.domain.roles import AGENCY_ROLES, COUNTER_ROLES, Role


class Place(StrEnum):
    """In which agency or unit the role must be held, seen from the dossier."""

    RECEIVING = "receiving"
    HOLDING = "holding"
    #: The unit that has the dossier; on its way, both the one that sent it and the one that awaits it.
    DESK = "desk"
    #: The other authority's one-stop unit to which the dossier was forwarded.
    FORWARDED = "forwarded"
    #: Agencies whose opinion or part of the work is asked for and still open.
    CONSULTED = "consulted"
    ANYWHERE = "anywhere"


class ClockEffect(StrEnum):
    """What an act does to the settlement clock; `BY_RULE` leaves it to the rule set and the version."""

    NONE = ""
    START = "start"
    ARRIVE_BY_RULE = "arrive_by_rule"
    STOP = "stop"
    RESTART = "restart"
    REVOKE = "revoke"
    HOLD_BY_RULE = "hold_by_rule"
    RESUME_BY_RULE = "resume_by_rule"
    EXTEND = "extend"
    END = "end"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Roles that may act at a place; `when` narrows it to facts with a value."""

    place: Place
    roles: tuple[Role, ...]
    when: tuple[str, str] | None = None


#: The counter's desks: counter officers and the Centre's head, at the receiving unit.
COUNTER = Allowed(Place.RECEIVING, COUNTER_ROLES)
#: Anyone of the agency that holds the dossier.
AGENCY = Allowed(Place.HOLDING, AGENCY_ROLES)
#: The head of the agency that holds the dossier; a delegate counts as the head.
AGENCY_HEAD = Allowed(Place.HOLDING, (Role.AGENCY_HEAD,))
UNIT_HEAD = Allowed(Place.HOLDING, (Role.UNIT_HEAD,))
#: The counter of the one-stop unit to which the dossier was forwarded.
FORWARDED_COUNTER = Allowed(Place.FORWARDED, COUNTER_ROLES)
#: The counter of the one-stop unit that has the dossier, of reception or forwarded to.
COUNTER_AT_DESK = Allowed(Place.DESK, COUNTER_ROLES)
#: Those who work at the desk that has the dossier.
PEOPLE_AT_DESK = Allowed(Place.DESK, (Role.SPECIALIST, Role.UNIT_HEAD))
#: Anyone of an agency that was asked.
CONSULTED = Allowed(Place.CONSULTED, AGENCY_ROLES)
#: A partner's machine, for any one-stop unit.
PARTNER = Allowed(Place.ANYWHERE, (Role.PARTNER,))
