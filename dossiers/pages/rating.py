"""`/danh-gia/<token>/`: the applicant rates the service, led here by the code on forms 01–03."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.selectors.clients import client_address
from dossiers.domain.rating import Content
from dossiers.domain.refusals import ActRefused
from dossiers.pages.api import STATUSES
from dossiers.pages.headers import PrivateView
from dossiers.pages.lookup import home, too_many
from dossiers.pages.words import QUESTIONS
from dossiers.services.rating import MAX_COMMENT, rate_service, rated
from dossiers.wording import sentence

MARKS = (
    (5, _("Very satisfied")),
    (4, _("Satisfied")),
    (3, _("Neither satisfied nor dissatisfied")),
    (2, _("Dissatisfied")),
    (1, _("Very dissatisfied")),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A content to judge: its answers as points, words and whether chosen."""

    name: str
    question: str
    answers: list[tuple[str, str, bool]]


class RatingPage(PrivateView):
    """The mark and a few words; given again, they replace the former ones."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return _page(request, token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        given = {name: request.POST.get(name, "") for name in (*Content, "score", "comment")}
        try:
            rate_service(
                token,
                score=given["score"],
                comment=given["comment"],
                answers=given,
                client=client_address(request),
                at=timezone.now(),
            )
        except ActRefused as refusal:
            return _page(request, token, given=given, refusal=refusal)
        return redirect("rating", token=token)


def _page(
    request: HttpRequest,
    token: str,
    *,
    given: dict[str, str] | None = None,
    refusal: ActRefused | None = None,
) -> HttpResponse:
    try:
        found = rated(token, client=client_address(request), at=timezone.now())
    except ActRefused as unknown:
        if unknown.code == "too_many_requests":
            return too_many(request, unknown)
        return home(request, refusal=unknown)
    context = {
        "found": found,
        "token": token,
        "given": given or {"score": str(found.score or "")},
        "questions": _questions(given or {}),
        "marks": [(str(mark), words) for mark, words in MARKS],
        "max_comment": MAX_COMMENT,
        "refusal": sentence(refusal) if refusal else "",
    }
    status = STATUSES[refusal.code] if refusal else 200
    return render(request, "public/rating.html", context, status=status)


def _questions(given: dict[str, str]) -> list[Question]:
    return [
        Question(
            content.value,
            str(question),
            [
                (str(points), str(words), given.get(content) == str(points))
                for points, words in answers.items()
            ],
        )
        for content, (question, answers) in QUESTIONS.items()
    ]
