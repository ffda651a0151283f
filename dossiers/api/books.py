"""What the doors of a one-stop unit's books share: whose books the caller reads."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from rest_framework.request import Request

from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope
from agencies.models import Agency
from dossiers.domain.refusals import ActRefused
from dossiers.selectors import may_read_documents
from dossiers.selectors.register import register_units


class BookDoor(OfficerDoor):
    """A door to the books of the caller's own one-stop units; with oversight of every one."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not register_units(self.roles).exists():
            raise PermissionDenied

    def unit(self, code: str) -> Agency:
        """The unit with a code, or the first one if none is named; refuses `unknown_register`."""
        units = register_units(self.roles)
        found = (units.filter(code=code) if code else units).first()
        if found is None:
            raise ActRefused("unknown_register")
        return found

    @property
    def may_read(self) -> bool:
        return self.actor.may(Scope.DOCUMENTS_READ) and may_read_documents(
            self.officer, at=self.now, roles=self.roles
        )


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF that no cache keeps."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "no-store",
        },
    )
