"""Headers of the public pages that hold nothing personal: the same for everybody, and soon out of date."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.vary import vary_on_cookie

from agencies.selectors.clients import client_address
from agencies.services.visiting import seconds_to_wait

#: Seconds an answer may be kept: what it tells of today or of now is not older than that.
FRESH = 60


class OpenView(View):
    """A view whose every answer may be kept for a minute, apart for each language.

    The language comes from the browser's header, for which Django itself varies, or from a cookie.
    Too many questions of one address are answered with the time to wait, which nobody else is told.
    """

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        wait = seconds_to_wait(client_address(request), at=timezone.now())
        return _too_many(request, wait) if wait else self._kept(request, *args, **kwargs)

    @method_decorator(vary_on_cookie)
    @method_decorator(cache_control(public=True, max_age=FRESH))
    def _kept(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


@never_cache
def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    words = _("Too many requests. Try again in %(wait)s seconds.") % {"wait": wait}
    status = HTTPStatus.TOO_MANY_REQUESTS
    answer = render(request, "429.html", {"refusal": words}, status=status)
    answer["Retry-After"] = str(wait)
    return answer
