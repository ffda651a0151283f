"""What is known of an applicant who comes back: by the exact identity number, from dossiers the officer may see."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from agencies.models import Officer
from agencies.selectors import RoleSet
from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Applicant, Dossier
from dossiers.selectors.visibility import visible_to
from procedures.domain.zone import local_day

#: A number that stands in more dossiers than these, an agent's say, is looked for in the newest only.
MOST_READ = 200
#: Open dossiers of the same procedure that are named.
MOST_NAMED = 5
#: What is taken over from an earlier dossier.
DETAILS = ("kind", "name", "address", "phone", "email")


@dataclass(frozen=True, slots=True)
class Known:
    """The applicant as the newest dossier has him, and open dossiers for the same procedure."""

    applicant: Applicant
    same: list[Dossier]

    @property
    def day(self) -> date | None:
        """When the newest dossier came in."""
        dossier = self.applicant.dossier
        came = dossier.received_at or dossier.submitted_at
        return local_day(came) if came else None


def known_applicant(
    officer: Officer,
    identity_number: str,
    *,
    procedure_code: str,
    at: datetime,
    roles: RoleSet | None = None,
) -> Known | None:
    """Whoever handed in a dossier under exactly this number, as far as the officer sees it.

    None for a number unknown, cut short, or only in dossiers that are not the officer's to see: the
    three cannot be told apart.
    """
    keys = _keys(identity_number)
    if not keys:
        return None
    seen = visible_to(officer, at=at, roles=roles).filter(pk__in=keys)
    newest = _newest(seen)
    if newest is None:
        return None
    return Known(newest.applicant, _open_ones(seen, procedure_code))


def _keys(identity_number: str) -> list[int]:
    """Keys of the newest dossiers under a number, asked apart so that its index is used."""
    number = identity_number.strip()
    if not number:
        return []
    found = Applicant.objects.filter(identity_number=number).order_by("-dossier_id")
    return list(found.values_list("dossier_id", flat=True)[:MOST_READ])


def _newest(seen: QuerySet[Dossier]) -> Dossier | None:
    return seen.select_related("applicant").order_by("-pk").first()


def _open_ones(seen: QuerySet[Dossier], procedure_code: str) -> list[Dossier]:
    """Dossiers for the procedure that are not over, the newest first: perhaps entered twice."""
    same = seen.filter(procedure__code=procedure_code).exclude(
        state__in=[state.value for state in CLOSED_STATES]
    )
    return list(same.order_by("-pk")[:MOST_NAMED])
