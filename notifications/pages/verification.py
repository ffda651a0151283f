"""`/xac-minh/<id>/`: what the QR on an apology letter leads to; number, dates and digest, nothing personal."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dossiers.pages.headers import PrivateView
from notifications.selectors import issued_letter


class LetterPage(PrivateView):
    """A letter issued under this reference, or 404: drafts and void ones are nobody's proof."""

    def get(self, request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
        letter = issued_letter(ref)
        if letter is None:
            raise Http404
        return render(request, "public/letter.html", {"letter": letter})
