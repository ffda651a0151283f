"""The box that finds a dossier: a paper's code under the scanner, a number, a name; one hit opens at once."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.admin.permissions import may_read_dossiers
from dossiers.admin.desk import desk_of
from dossiers.domain.scanned import read_scanned
from dossiers.selectors.finding import only_one
from dossiers.services.finding import dossiers_meant


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Lead to the dossier meant, or to the list of those that may be meant.

    Only what was posted is read: the token in a receipt's code opens the dossier to anybody and
    belongs in no address.
    """
    if not may_read_dossiers(request):
        raise PermissionDenied
    text = request.POST.get("q", "").strip()
    found = only_one(dossiers_meant(text, among=desk_of(request).visible()))
    if found is not None and text:
        return redirect("admin:dossiers_dossier_change", found.key)
    if read_scanned(text):
        messages.warning(request, _("No dossier that you may see belongs to the code scanned."))
        return redirect("admin:index")
    listed = reverse("admin:dossiers_dossier_changelist")
    return redirect(f"{listed}?{urlencode({'q': text})}")
