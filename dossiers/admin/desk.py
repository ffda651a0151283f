"""Who sits at the desk, and the one way a page of the desk comes by a dossier."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from agencies.admin.permissions import roles_today
from agencies.selectors import Actor
from dossiers.models import Dossier
from dossiers.selectors import dossier_for, may_read_documents
from dossiers.selectors.worklists import Desk


def desk_of(request: HttpRequest) -> Desk:
    """The signed-in officer's desk; one moment for the whole request."""
    if not hasattr(request, "_desk"):
        request._desk = Desk(request.user, roles_today(request), timezone.now())
    return request._desk


def actor_of(request: HttpRequest) -> Actor:
    return Actor(request.user)


def dossier_or_404(request: HttpRequest, key: str) -> Dossier:
    """The dossier, if the officer may see it; a foreign one does not exist for them."""
    desk = desk_of(request)
    found = dossier_for(desk.officer, key, at=desk.at, roles=desk.roles)
    if found is None:
        raise Http404
    return found


def reads_documents(request: HttpRequest) -> bool:
    """Whether applicant, documents and papers are shown: oversight reads without them."""
    desk = desk_of(request)
    return may_read_documents(desk.officer, at=desk.at, roles=desk.roles)
