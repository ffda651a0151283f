"""Headers of the public pages that hold nothing personal: the same for everybody, and soon out of date."""

from django.http import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.vary import vary_on_cookie

#: Seconds an answer may be kept: what it tells of today or of now is not older than that.
FRESH = 60


class OpenView(View):
    """A view whose every answer may be kept for a minute, apart for each language.

    The language comes from the browser's header, for which Django itself varies, or from a cookie.
    """

    @method_decorator(vary_on_cookie)
    @method_decorator(cache_control(public=True, max_age=FRESH))
    def dispatch(self, *args: object, **kwargs: object) -> HttpResponseBase:
        return super().dispatch(*args, **kwargs)
