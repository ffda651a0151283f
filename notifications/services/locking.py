"""Locks are taken in one order everywhere, the dossier first, so that desks never wait for each other in a ring."""

from functools import cache

from django.db.models import Model, OuterRef, Subquery

from agencies.selectors.prepared import Parameter, PreparedRows
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from notifications.models import ApologyLetter
from notifications.models.letters import started


def locked_dossier(of: type[Model], key: int, unknown: str) -> Dossier:
    """The dossier of a notice or letter, locked until the transaction ends; refuses with the code `unknown`."""
    found = _dossier_of(of)(key=key)
    if not found:
        raise ActRefused(unknown)
    return found[0]


def locked_letter(letter_id: int) -> ApologyLetter:
    """A letter locked after its dossier, which hangs on it as `letter.dossier`; refuses `unknown_letter`."""
    dossier = locked_dossier(ApologyLetter, letter_id, "unknown_letter")
    (letter,) = _LETTER(key=letter_id)
    letter.dossier = dossier
    return letter


@cache
def _dossier_of(of: type[Model]) -> PreparedRows[Dossier]:
    """What a notice or letter is about never changes, so that the dossier can be found and locked at once."""
    about = of._default_manager.filter(pk=Parameter("key")).values("dossier_id")
    return PreparedRows(
        lambda: (
            Dossier.objects.select_for_update(of=("self",))
            .select_related(
                "agency__parent", "receiving_unit__parent", "procedure_version", "applicant"
            )
            .filter(pk=Subquery(about))
        )
    )


# The annotation stands in for the cached property of that name.
_LETTER: PreparedRows[ApologyLetter] = PreparedRows(
    lambda: (
        ApologyLetter.objects.select_for_update(of=("self",))
        .select_related("agency__parent", "signer", "delegation__giver")
        .annotate(started_at=Subquery(started(OuterRef("dossier"), OuterRef("run"))[:1]))  # type: ignore[no-redef]
        .filter(pk=Parameter("key"))
    )
)
