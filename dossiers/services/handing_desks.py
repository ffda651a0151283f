"""A colleague's whole desk handed to another officer: leave, transfer to another post, illness."""

from collections.abc import Iterable
from datetime import datetime

from agencies.models import Officer
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.selectors.colleagues import HANDING, heading, on_headed_desks
from dossiers.services.together import Chosen, Outcome, do_together
from procedures.domain.zone import local_day


def hand_over_desk(
    *,
    actor: Actor,
    at: datetime,
    holder: Officer,
    receiver: str,
    remark: str,
    chosen: Iterable[Chosen],
) -> list[Outcome]:
    """Hand each dossier over to the officer with the user name `receiver`, by the head of the unit or agency.

    Each is an ordinary hand-over inside the agency, with a row of its own in the control slip, and
    is refused for itself; the whole is safe to repeat. Refuses at once `not_head_of_desk` for
    whoever heads none, `missing_receiver` and `same_officer`; for a dossier `not_head_of_desk`.
    """
    roles = actor.roles(on=local_day(at))
    if not heading(roles):
        raise ActRefused("not_head_of_desk")
    if not receiver:
        raise ActRefused("missing_receiver", field="to_officer")
    if receiver == holder.username:
        raise ActRefused("same_officer", field="to_officer", officer=holder.full_name)
    chosen = list(chosen)
    keys = [one.dossier_id for one in chosen]
    headed = set(
        Dossier.objects.filter(on_headed_desks(roles), pk__in=keys).values_list("pk", flat=True)
    )
    done = do_together(
        HANDING,
        actor=actor,
        at=at,
        facts={"to_officer": receiver, "remark": remark},
        chosen=[one for one in chosen if one.dossier_id in headed],
    )
    refused = [Outcome(key, ActRefused("not_head_of_desk")) for key in keys if key not in headed]
    return [*done, *refused]
