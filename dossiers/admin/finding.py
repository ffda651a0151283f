"""The box that finds a dossier: a paper's code under the scanner, a number, a name; one hit opens at once."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.admin.permissions import may_read_dossiers
from dossiers.admin.desk import desk_of
from dossiers.domain.scanned import Scanned, ScannedKind, read_scanned
from dossiers.models import Dossier
from dossiers.selectors import search_dossiers
from dossiers.selectors.finding import only_one
from dossiers.services.lookup_keys import ref_in_rating_token


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Lead to the dossier meant, or to the list of those that may be meant.

    Only what was posted is read: the token in a receipt's code opens the dossier to anybody and
    belongs in no address.
    """
    if not may_read_dossiers(request):
        raise PermissionDenied
    text = request.POST.get("q", "").strip()
    seen, scanned = desk_of(request).visible(), read_scanned(text)
    found = only_one(_scanned(seen, scanned) if scanned else search_dossiers(seen, text))
    if found is not None and text:
        return redirect("admin:dossiers_dossier_change", found.key)
    if scanned:
        messages.warning(request, _("No dossier that you may see belongs to the code scanned."))
        return redirect("admin:index")
    listed = reverse("admin:dossiers_dossier_changelist")
    return redirect(f"{listed}?{urlencode({'q': text})}")


def _scanned(seen: QuerySet[Dossier], scanned: Scanned) -> QuerySet[Dossier]:
    if scanned.kind == ScannedKind.LOOKUP:
        return seen.filter(lookup_token=scanned.value)
    if scanned.kind == ScannedKind.RATING:
        return seen.filter(ref=ref_in_rating_token(scanned.value))
    return search_dossiers(seen, scanned.value)
