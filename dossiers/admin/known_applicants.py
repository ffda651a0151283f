"""An applicant who comes back: what is known by the number typed or the card scanned, to be filled in with one key."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from dossiers.admin.desk import desk_of
from dossiers.admin.reception import refuse_others
from dossiers.domain.identity_cards import IdentityCard, read_card
from dossiers.selectors.known_applicants import DETAILS, Known, known_applicant


@never_cache
def offer(request: HttpRequest) -> HttpResponse:
    """What to fill in, and dossiers that may be the same request.

    Only what was posted is read: a number belongs in no address.
    """
    refuse_others(request)
    typed = request.POST.get("applicant_identity_number", "").strip()
    card = read_card(typed)
    desk = desk_of(request)
    known = known_applicant(
        desk.officer,
        card.number if card else typed,
        procedure_code=request.POST.get("procedure", ""),
        at=desk.at,
        roles=desk.roles,
    )
    context = {"card": card, "known": known, "details": _details(card, known)}
    return TemplateResponse(request, "admin/dossiers/known_applicant.html", context)


def _details(card: IdentityCard | None, known: Known | None) -> dict[str, str]:
    """Values by field; what stands on the card goes before what was typed once."""
    found = {name: getattr(known.applicant, name) for name in DETAILS} if known else {}
    if card:
        found |= {"identity_number": card.number, "name": card.name, "address": card.address}
    return {f"applicant_{name}": value for name, value in found.items() if value}
