"""Feedback of the applicant: the form behind the receipt's key or the rating's address, and what became of it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.selectors.clients import client_address
from dossiers.domain.refusals import ActRefused
from dossiers.models import Feedback
from dossiers.pages.api import STATUSES
from dossiers.pages.headers import PrivateView
from dossiers.pages.lookup import home
from dossiers.pages.opening import opened_ref
from dossiers.selectors.feedback import given_on
from dossiers.services.feedback import MAX_TEXT, feedback_given, give_feedback
from dossiers.services.looking_up import look_up
from dossiers.services.rating import rated
from dossiers.wording import sentence


class FeedbackForm(PrivateView):
    """A form to say something about one dossier; the key decides which."""

    def get(self, request: HttpRequest, **key: str) -> HttpResponse:
        return self._page(request, key)

    def post(self, request: HttpRequest, **key: str) -> HttpResponse:
        given = {name: request.POST.get(name, "") for name in ("kind", "text")}
        return self._page(request, key, given=given)

    def dossier(self, request: HttpRequest, key: dict[str, str]) -> tuple[str, str]:
        """Reference and code of the dossier the key opens, the request counted; "" where it opens none."""
        raise NotImplementedError

    def back(self, key: dict[str, str]) -> str:
        """The page the form was reached from."""
        raise NotImplementedError

    def _page(
        self, request: HttpRequest, key: dict[str, str], *, given: dict[str, str] | None = None
    ) -> HttpResponse:
        try:
            ref, code = self.dossier(request, key)
        except ActRefused as refusal:
            return home(request, refusal=refusal)
        if not ref:
            return redirect(self.back(key))
        if given is None:
            return _form(request, ref, code, back=self.back(key))
        try:
            kept = give_feedback(ref, **given, at=timezone.now())
        except ActRefused as refusal:
            return _form(request, ref, code, back=self.back(key), given=given, refusal=refusal)
        return redirect("feedback", ref=kept.ref)


class KeyedFeedback(FeedbackForm):
    """`/tra-cuu/<code>/gop-y/`: for whoever has just shown the PIN or the QR of this dossier."""

    def dossier(self, request: HttpRequest, key: dict[str, str]) -> tuple[str, str]:
        _progress, details = look_up(
            key["code"],
            client=client_address(request),
            at=timezone.now(),
            opened_ref=opened_ref(request),
        )
        return (details.ref, details.progress.code) if details else ("", "")

    def back(self, key: dict[str, str]) -> str:
        return reverse("lookup", args=[key["code"]])


class RatedFeedback(FeedbackForm):
    """`/danh-gia/<token>/gop-y/`: from the code on forms 01–03, so also before reception."""

    def dossier(self, request: HttpRequest, key: dict[str, str]) -> tuple[str, str]:
        found = rated(key["token"], client=client_address(request), at=timezone.now())
        return found.ref, found.code

    def back(self, key: dict[str, str]) -> str:
        return reverse("rating", args=[key["token"]])


class FeedbackPage(PrivateView):
    """`/gop-y/<ref>/`: what happens next, and the answer once there is one."""

    def get(self, request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
        now = timezone.now()
        try:
            found = feedback_given(ref, client=client_address(request), at=now)
        except ActRefused as refusal:
            return home(request, refusal=refusal)
        context = {"found": found, "is_late": found.is_owed and found.answer_by < now}
        return render(request, "public/feedback.html", context)


def _form(
    request: HttpRequest,
    ref: str,
    code: str,
    *,
    back: str,
    given: dict[str, str] | None = None,
    refusal: ActRefused | None = None,
) -> HttpResponse:
    context = {
        "code": code,
        "earlier": given_on(ref),
        "kinds": Feedback.Kind.choices,
        "given": given or {},
        "most": MAX_TEXT,
        "back": back,
        "refusal": sentence(refusal) if refusal else "",
        "wrong": refusal.field if refusal else "",
    }
    status = STATUSES[refusal.code] if refusal else 200
    return render(request, "public/feedback_form.html", context, status=status)
