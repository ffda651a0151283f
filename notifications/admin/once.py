"""Acts that can be done but once: whoever comes second is led to the row and told so."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from unfold.decorators import action

from agencies.models import Officer


@dataclass(frozen=True, slots=True)
class Finished:
    """How an act that is done shows on its row: whether it is, and in which field who did it."""

    is_done: Callable[[Any], bool]
    by: str | None = None

    def doer(self, row: Any) -> Officer | None:
        """Who did it, where the row says."""
        return getattr(row, self.by) if self.by else None


def act_once(*, finished: Finished, **described: Any) -> Callable[[Any], Any]:
    """The theme's `action` of a `ShowingAdmin`, for an act that can be done but once.

    A second press, or one after a colleague's, would meet a bare refusal: the button is no longer
    there. It leads back to the row instead, for whoever may see the row.
    """

    def decorated(method: Callable[..., HttpResponse]) -> Any:
        made = action(**described)(method)

        @wraps(made)
        def view(page: Any, request: HttpRequest, object_id: str) -> HttpResponse:
            try:
                answer = made(page, request, object_id=object_id)
            except PermissionDenied:
                if not finished.is_done(page.found(request, object_id)):
                    raise
                return _led_back(page, request, object_id, finished)
            is_form_again = request.method == "POST" and answer.status_code == HTTPStatus.OK
            if is_form_again and finished.is_done(page.found(request, object_id)):
                return _led_back(page, request, object_id, finished)
            return answer

        return view

    return decorated


def _led_back(page: Any, request: HttpRequest, object_id: str, finished: Finished) -> HttpResponse:
    row = page.found(request, object_id)
    doer = finished.doer(row)
    if doer is None or doer == request.user:
        messages.info(request, _("This is done already; nothing more was done now."))
    else:
        told = _("%(officer)s has done this already; nothing more was done now.")
        messages.warning(request, told % {"officer": doer})
    return redirect(page.page_of(row))
