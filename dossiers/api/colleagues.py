"""`/api/v1/colleagues/`: desks that a head answers for, and handing all that lies on one to another officer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import officer_told
from agencies.api.fields import read_fields, short, text
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.models import Officer
from agencies.selectors.delegations import delegations_with
from dossiers.api import schema_delegations as schema
from dossiers.api.delegations import COLUMNS, delegation_told
from dossiers.api.dossier_fields import dossier_core
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.selectors import visible_to
from dossiers.selectors.colleagues import (
    desk_of_colleague,
    hanging_on,
    heading,
    holders,
    receivers_of_desk,
)
from dossiers.selectors.finding import named_any
from dossiers.selectors.listing import read_rows
from dossiers.selectors.worklists import MOST_COUNTED, capped_count
from dossiers.services.handing_desks import hand_over_desk
from dossiers.services.together import MOST, Chosen, Outcome
from dossiers.wording import sentence
from procedures.domain.zone import local_day


class ColleagueDoor(OfficerDoor):
    """A door of whoever heads a unit or an agency that settles, by right or by delegation."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not heading(self.roles):
            raise PermissionDenied

    def holder(self, username: str) -> Officer:
        """Refuses `unknown_colleague`."""
        found = holders(self.roles, on=local_day(self.now)).filter(username=username).first()
        if found is None:
            raise ActRefused("unknown_colleague")
        return found


class ColleagueList(ColleagueDoor):
    """Whose desks the caller answers for."""

    @extend_schema(**schema.COLLEAGUES)
    def get(self, request: Request) -> Response:
        Query(request, ())
        found = holders(self.roles, on=local_day(self.now))
        return Response({"results": [officer_told(each) for each in found]})


class ColleagueDesk(ColleagueDoor):
    """What lies there, and what else hangs on the officer."""

    @extend_schema(**schema.COLLEAGUE_DESK)
    def get(self, request: Request, username: str) -> Response:
        Query(request, ())
        holder, today = self.holder(username), local_day(self.now)
        held = desk_of_colleague(holder, roles=self.roles)
        rows = read_rows(held[:MOST], at=self.now, with_applicant=False)
        hanging = hanging_on(holder, seen_by=self.officer, at=self.now)
        given = delegations_with(holder, on=today).order_by("pk").values(*COLUMNS)
        return Response(
            {
                "officer": officer_told(holder),
                "dossiers": [dossier_core(row) for row in rows],
                "left": min(capped_count(held, beyond=MOST), MOST_COUNTED),
                "receivers": [
                    officer_told(each)
                    for each in receivers_of_desk(holder, roles=self.roles, on=today)
                ],
                "hanging": [
                    {"label": str(each.label), "count": min(each.count, MOST_COUNTED)}
                    for each in hanging
                ],
                "delegations": [delegation_told(row) for row in given],
            }
        )


class DeskHandOver(ColleagueDoor):
    """Hands over what lies there, dossier by dossier."""

    @extend_schema(**schema.HAND_OVER_DESK)
    def post(self, request: Request, username: str) -> Response:
        given = read_fields(
            request.data,
            {"to_officer": short, "remark": text, "dossiers": _dossiers},
            optional=("dossiers",),
        )
        holder = self._holder_still(username, is_named="dossiers" in given)
        named = self._named(holder, given.get("dossiers"))
        outcomes = hand_over_desk(
            actor=self.actor,
            at=self.now,
            holder=holder,
            receiver=given["to_officer"],
            remark=given["remark"],
            chosen=[one for one in named.values() if one is not None],
        )
        return Response({"results": _told(named, outcomes)})

    def _holder_still(self, username: str, *, is_named: bool) -> Officer:
        """On a second call perhaps somebody whose desk the first has emptied: then the dossiers say whose it was."""
        found = holders(self.roles, on=local_day(self.now)).filter(username=username).first()
        if found is None and not is_named:
            raise ActRefused("unknown_colleague")
        return found or Officer(username=username, full_name=username)

    def _named(
        self, holder: Officer, asked: Sequence[Mapping[str, Any]] | None
    ) -> dict[str, Chosen | None]:
        """What is handed over, by the name each was given; None for what the caller does not see."""
        if asked is None:
            held = desk_of_colleague(holder, roles=self.roles)
            rows = held.values_list("pk", "ref", "version")[:MOST]
            return {str(ref): Chosen(key, version) for key, ref, version in rows}
        seen = visible_to(self.officer, at=self.now, roles=self.roles)
        found = named_any(seen, [each["dossier"] for each in asked])
        return {
            each["dossier"]: _chosen(found[each["dossier"]], each.get("version")) for each in asked
        }


def _chosen(dossier: Dossier | None, version: int | None) -> Chosen | None:
    return Chosen(dossier.pk, version) if dossier else None


def _told(named: Mapping[str, Chosen | None], outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """What became of each, in the order asked for."""
    refusals = {one.dossier_id: one.refusal for one in outcomes}
    unknown = ActRefused("unknown_dossier")
    return [
        _outcome(name, refusals[one.dossier_id] if one else unknown) for name, one in named.items()
    ]


def _outcome(name: str, refusal: ActRefused | None) -> dict[str, Any]:
    return {
        "dossier": name,
        "done": refusal is None,
        "code": refusal.code if refusal else None,
        "detail": sentence(refusal) if refusal else None,
    }


def _dossiers(value: Any) -> list[dict[str, Any]]:
    """Dossiers by code or reference, each perhaps with the version it was read in."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST:
        raise ValueError("This is no list of dossiers, or too long a one.")
    for each in value:
        if not isinstance(each, dict) or not {"dossier"} <= set(each) <= {"dossier", "version"}:
            raise ValueError("This names no dossier.")
        short(each["dossier"])
        if type(each.get("version", 0)) is not int:
            raise ValueError("This is no version.")
    return value
