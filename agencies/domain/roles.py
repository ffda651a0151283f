"""The roles an officer may hold, each in one agency or unit, from a day to a day."""

from enum import StrEnum


class Role(StrEnum):
    """A role is held in an agency or unit (`RoleGrant`); what it may do stands in the lifecycle table."""

    COUNTER = "counter"
    SPECIALIST = "specialist"
    UNIT_HEAD = "unit_head"
    AGENCY_HEAD = "agency_head"
    CENTRE_HEAD = "centre_head"
    OVERSIGHT = "oversight"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"


#: Those who receive dossiers and hand out results at a one-stop unit.
COUNTER_ROLES = (Role.COUNTER, Role.CENTRE_HEAD)

#: Those who settle: they act for the agency that holds the dossier.
AGENCY_ROLES = (Role.SPECIALIST, Role.UNIT_HEAD, Role.AGENCY_HEAD)

#: Those who may give a colleague some of their acts (delegation).
HEAD_ROLES = (Role.UNIT_HEAD, Role.AGENCY_HEAD, Role.CENTRE_HEAD)

#: Those who answer for others' keeping the rules, or watch over it.
SUPERVISING_ROLES = (*HEAD_ROLES, Role.OVERSIGHT)


class SignatureForm(StrEnum):
    """How a delegate signs (Decree 30/2020/NĐ-CP, art. 13): for the deputy, by order, by authority."""

    KT = "KT."
    TL = "TL."
    TUQ = "TUQ."
