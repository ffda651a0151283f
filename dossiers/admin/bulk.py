"""One act on many dossiers: each is done or refused for itself, and every refusal is named."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.admin.desk import actor_of, desk_of
from dossiers.domain.refusals import ActRefused
from dossiers.services import do_act
from dossiers.wording import sentence

#: Refusals named one by one; more would fill the page.
NAMED = 10


def transfer(request: HttpRequest, dossiers) -> None:
    """Hand the chosen dossiers to their agencies, each to the first unit of its process."""
    refused: list[str] = []
    done = 0
    for dossier in dossiers.select_related(None).only("code", "ref").order_by("pk"):
        try:
            do_act(
                "transfer",
                actor=actor_of(request),
                at=desk_of(request).at,
                facts={},
                dossier_id=dossier.pk,
            )
        except ActRefused as refusal:
            refused.append(f"{dossier.key}: {sentence(refusal)}")
        else:
            done += 1
    _tell(request, done, refused)


def _tell(request: HttpRequest, done: int, refused: list[str]) -> None:
    if done:
        said = ngettext("%(count)s dossier transferred.", "%(count)s dossiers transferred.", done)
        messages.success(request, said % {"count": done})
    for line in refused[:NAMED]:
        messages.error(request, line)
    if len(refused) > NAMED:
        more = _("And %(count)s more were refused.") % {"count": len(refused) - NAMED}
        messages.error(request, more)
