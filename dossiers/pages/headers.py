"""Headers of every public answer about a dossier: in no index, no cache, no other site's log."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View

Answer = Callable[..., HttpResponseBase]


def private_answer(view: Answer) -> Answer:
    """Mark what a view answers as nobody else's business."""

    def answer(*args: object, **kwargs: object) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "same-origin"
        return response

    return answer


class PrivateView(View):
    """A view whose every answer, refusals included, carries the headers."""

    @method_decorator(private_answer)
    def dispatch(self, *args: object, **kwargs: object) -> HttpResponseBase:
        return super().dispatch(*args, **kwargs)
