"""`/xac-minh/<id>/`: what the QR on an apology letter leads to; what it says of it is nothing personal."""

import uuid
from collections.abc import Iterable

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from agencies.selectors.clients import client_address
from dossiers.domain.refusals import ActRefused
from dossiers.pages.headers import PrivateView
from dossiers.wording import sentence
from notifications.pages.words import (
    CHOOSE_A_FILE,
    COMPARISON_TONES,
    COMPARISONS,
    EXPLANATIONS,
    FILE_TOO_LARGE,
    HEADINGS,
    NOT_ISSUED,
    TONES,
    TRUST,
    in_both_languages,
)
from notifications.services.verifying import Comparison, Verdict, Verification, verify_letter

#: Bytes of a request with a file; a letter has a tenth of it. What fits is kept in memory only.
MOST_SENT = 2 * 1024 * 1024


# Nothing is changed by asking, and whoever holds a letter needs no cookie.
@method_decorator(csrf_exempt, name="dispatch")
class LetterPage(PrivateView):
    """An issued letter: whether its file is intact, who signed it; a file in hand compared with it."""

    def get(self, request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
        return _answer(request, ref)

    def post(self, request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
        """Compare the file in the form with the letter; nothing of it is kept."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_SENT:
            return _answer(request, ref, complaint=FILE_TOO_LARGE, status=413)
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        file = request.FILES.get("file")
        if file is None:
            return _answer(request, ref, complaint=CHOOSE_A_FILE, status=400)
        return _answer(request, ref, in_hand=file.chunks())


def _answer(
    request: HttpRequest,
    ref: uuid.UUID,
    *,
    in_hand: Iterable[bytes] | None = None,
    complaint: object = "",
    status: int = 200,
) -> HttpResponse:
    try:
        found = verify_letter(
            ref, client=client_address(request), at=timezone.now(), in_hand=in_hand
        )
    except ActRefused as refusal:
        return _refused(request, refusal)
    context = _shown(found) | _compared(found.comparison) | {"complaint": complaint}
    return render(request, "public/letter.html", context, status=status)


def _shown(found: Verification) -> dict[str, object]:
    return {
        "letter": found.letter,
        "signature": found.signature,
        "heading": in_both_languages(HEADINGS[found.verdict]),
        "explanation": EXPLANATIONS[found.verdict],
        "trust": TRUST.get(found.verdict, ""),
        "is_erased": found.verdict is Verdict.ERASED,
        "tone": TONES[found.verdict],
    }


def _compared(comparison: Comparison | None) -> dict[str, object]:
    if comparison is None:
        return {}
    return {
        "comparison": COMPARISONS[comparison.found],
        "comparison_tone": COMPARISON_TONES[comparison.found],
        "other": comparison.letter,
    }


def _refused(request: HttpRequest, refusal: ActRefused) -> HttpResponse:
    if refusal.code != "too_many_requests":
        context = {"heading": in_both_languages(NOT_ISSUED), "refusal": sentence(refusal)}
        return render(request, "public/no_letter.html", context, status=404)
    wait = refusal.params["wait"]
    context = {"wait": wait, "refusal": sentence(refusal)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response
