"""`/api/v1/delegations/`: acts that a head lets another officer do, from a day to a day."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import officer_of, officer_told
from agencies.api.fields import choice, day, read_fields, short, texts
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.roles import HEAD_ROLES, SignatureForm
from agencies.models import Agency, Delegation
from agencies.selectors import Capacity
from agencies.selectors.delegations import delegations_for, delegations_on
from dossiers.api import schema_delegations as schema
from dossiers.domain.refusals import ActRefused
from dossiers.selectors.colleagues import officers_of
from dossiers.selectors.delegable import delegable_acts
from dossiers.services.delegating import end_delegation, give_delegation
from dossiers.wording import delegated_label
from procedures.domain.zone import local_day

NEWEST = Order("id", descending=True)
COLUMNS = (
    "id",
    "giver__username",
    "giver__full_name",
    "receiver__username",
    "receiver__full_name",
    "role",
    "agency__code",
    "agency__name",
    "acts",
    "signature_form",
    "document",
    "valid_from",
    "valid_to",
)
GIVEN = {
    "role": choice(HEAD_ROLES),
    "agency": short,
    "receiver": short,
    "acts": texts,
    "signature_form": choice(tuple(SignatureForm)),
    "document": short,
    "valid_from": day,
    "valid_to": day,
}


class DelegationDoor(OfficerDoor):
    """A door to the delegations a head keeps, and to those the caller has received."""

    def delegations(self) -> QuerySet[Delegation]:
        return delegations_for(self.officer, self.roles)

    def whole(self, delegation_id: int, *, code: int = status.HTTP_200_OK) -> Response:
        """Refuses `unknown_delegation`."""
        row = self.delegations().filter(pk=delegation_id).values(*COLUMNS).first()
        if row is None:
            raise ActRefused("unknown_delegation")
        return Response(delegation_told(row), status=code)

    def seats(self) -> list[Capacity]:
        """The offices whose acts the caller may give; only what is held by right."""
        return [c for c in self.roles.capacities if c.role in HEAD_ROLES and not c.delegation]

    def refuse_others(self) -> None:
        if not self.roles.has(*HEAD_ROLES):
            raise PermissionDenied


class DelegationList(DelegationDoor):
    """Delegations, the newest first; POST gives one."""

    @extend_schema(**schema.DELEGATION_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "in_force_on")
        found = self.delegations()
        if on := query.day("in_force_on"):
            found = found.filter(pk__in=delegations_on(on))
        return Response(page(request, query, found.values(*COLUMNS), NEWEST, delegation_told))

    @extend_schema(**schema.GIVE_DELEGATION)
    def post(self, request: Request) -> Response:
        self.refuse_others()
        given = read_fields(request.data, GIVEN, optional=("document", "valid_to"))
        delegation = give_delegation(self._drafted(given), by=self.officer, at=self.now)
        return self.whole(delegation.pk, code=status.HTTP_201_CREATED)

    def _drafted(self, given: dict[str, Any]) -> Delegation:
        """Only the caller's own offices and colleagues are looked among: of others nothing is told."""
        agency = Agency.objects.filter(
            pk__in=[seat.agency_id for seat in self.seats()], code=given.pop("agency")
        ).first()
        if agency is None:
            raise ActRefused("role_not_held", field="agency", officer=self.officer.full_name)
        username = given.pop("receiver")
        colleagues = officers_of([agency.home_id], on=given["valid_from"])
        receiver = colleagues.filter(username=username).first()
        if receiver is None:
            raise ActRefused("unknown_receiver", field="receiver", officer=username)
        return Delegation(giver=self.officer, receiver=receiver, agency=agency, **given)


class DelegationDetail(DelegationDoor):
    """One delegation."""

    @extend_schema(**schema.DELEGATION_DETAIL)
    def get(self, request: Request, delegation_id: int) -> Response:
        Query(request, ())
        return self.whole(delegation_id)


class DelegationEnd(DelegationDoor):
    """Its giver, or who holds the office today, sets its last day."""

    @extend_schema(**schema.END_DELEGATION)
    def post(self, request: Request, delegation_id: int) -> Response:
        self.refuse_others()
        given = read_fields(request.data, {"last_day": day})
        end_delegation(
            delegation_id=delegation_id,
            by=self.officer,
            may_keep_all=False,
            last_day=given["last_day"],
            at=self.now,
        )
        return self.whole(delegation_id)


class Delegable(DelegationDoor):
    """What the caller may give to whom."""

    @extend_schema(**schema.DELEGABLE)
    def get(self, request: Request) -> Response:
        Query(request, ())
        self.refuse_others()
        agencies = Agency.objects.in_bulk([seat.agency_id for seat in self.seats()])
        return Response(
            {"results": [self._seat(seat, agencies[seat.agency_id]) for seat in self.seats()]}
        )

    def _seat(self, seat: Capacity, agency: Agency) -> dict[str, Any]:
        colleagues = officers_of([seat.home_id], on=local_day(self.now)).exclude(pk=self.officer.pk)
        return {
            "role": seat.role.value,
            "agency": agency.code,
            "agency_name": agency.name,
            "acts": [
                {"act": act, "label": delegated_label(act)} for act in delegable_acts(seat.role)
            ],
            "receivers": [officer_told(each) for each in colleagues],
        }


def delegation_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Who lets whom do what, how it is signed, and from when to when."""
    return {
        "id": row["id"],
        "giver": officer_of(row, "giver"),
        "receiver": officer_of(row, "receiver"),
        "role": row["role"],
        "agency": row["agency__code"],
        "agency_name": row["agency__name"],
        "acts": [{"act": act, "label": delegated_label(act)} for act in row["acts"]],
        "signature_form": row["signature_form"],
        "document": row["document"],
        "valid_from": row["valid_from"].isoformat(),
        "valid_to": row["valid_to"].isoformat() if row["valid_to"] else None,
    }
