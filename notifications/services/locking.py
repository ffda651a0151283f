"""Locks are taken in one order everywhere, the dossier first, so that desks never wait for each other in a ring."""

from django.db.models import Model

from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from notifications.models import ApologyLetter


def locked_dossier(of: type[Model], key: int, unknown: str) -> Dossier:
    """The dossier of a notice or letter, locked until the transaction ends; refuses with the code `unknown`."""
    dossier_id = of._default_manager.filter(pk=key).values_list("dossier_id", flat=True).first()
    if dossier_id is None:
        raise ActRefused(unknown)
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related(
            "agency__parent",
            "receiving_unit__parent",
            "procedure",
            "procedure_version",
            "applicant",
        )
        .get(pk=dossier_id)
    )


def locked_letter(letter_id: int) -> ApologyLetter:
    """A letter locked after its dossier, which hangs on it as `letter.dossier`; refuses `unknown_letter`."""
    dossier = locked_dossier(ApologyLetter, letter_id, "unknown_letter")
    letter = (
        ApologyLetter.objects.select_for_update(of=("self",))
        .select_related("agency__parent", "signer", "delegation__giver")
        .get(pk=letter_id)
    )
    letter.dossier = dossier
    return letter
