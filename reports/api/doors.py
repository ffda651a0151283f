"""Who reads the figures by REST, and of which dossiers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.request import Request

from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.roles import SUPERVISING_ROLES
from agencies.domain.tokens import Scope as TokenScope
from reports.selectors.scope import Scope, scope_of


class FigureDoor(OfficerDoor):
    """A door of those who answer for others, or watch over them: heads, the Centre's head, oversight."""

    read_scope = TokenScope.REPORTS_READ

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.roles.has(*SUPERVISING_ROLES):
            raise PermissionDenied

    def scope(self, query: Query) -> Scope:
        """The caller's scope, narrowed to the agency asked for; a foreign agency does not exist."""
        found = scope_of(self.officer, self.roles, at=self.now, agency=query.text("agency"))
        if found is None:
            raise Http404
        return found
