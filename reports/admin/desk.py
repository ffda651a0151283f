"""Who reads the figures, and of which dossiers."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from agencies.admin.permissions import may_supervise
from dossiers.admin.desk import desk_of
from reports.selectors.scope import Scope, scope_of


def scope_or_404(request: HttpRequest) -> Scope:
    """The officer's scope, narrowed to the agency in the address; a foreign agency does not exist."""
    if not may_supervise(request):
        raise PermissionDenied
    desk = desk_of(request)
    asked = request.GET.get("agency", "").replace("\x00", "")
    scope = scope_of(desk.officer, desk.roles, at=desk.at, agency=asked)
    if scope is None:
        raise Http404
    return scope
