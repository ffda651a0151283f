"""Apology letters: what each lacks, how it looks, preparing and signing it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from agencies.admin.permissions import roles_today
from agencies.selectors import Actor
from dossiers.selectors import may_read_documents
from notifications.admin.desk import ShowingAdmin, day_of
from notifications.admin.forms import LetterForm, ReadyLetterForm, close_of
from notifications.models import ApologyLetter, LetterState, LetterWay
from notifications.selectors import letters_for
from notifications.services import (
    issue_letter,
    letter_pdf,
    may_prepare,
    may_sign,
    missing_in,
    prepare_letter,
)
from notifications.wording import parts_in_words


@admin.register(ApologyLetter)
class ApologyLetterAdmin(ShowingAdmin):
    """Worklist of the heads: drafts that lack something, letters ready to sign, what was issued."""

    list_display = ["dossier", "show_state", "way", "due_at", "new_until", "agency", "show_number"]
    list_filter = ["state", "way"]
    search_fields = ["dossier__code"]
    search_help_text = _("Dossier code")
    ordering = ["-generated_at"]
    fields = [
        ("dossier", "show_agency"),
        ("state", "way"),
        "show_missing",
        ("due_at", "new_until"),
        ("reason_code", "generated_at"),
        "reason",
        ("show_number", "issued_at"),
        "show_signer",
        "show_digest",
    ]
    actions_detail = ["show_pdf", "prepare", "issue"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApologyLetter]:
        return letters_for(request.user, at=timezone.now())

    @display(
        description=_("state"),
        label={"draft": "warning", "ready": "info", "issued": "success", "void": "default"},
    )
    def show_state(self, letter: ApologyLetter) -> tuple[str, Any]:
        return letter.state, letter.get_state_display()

    @display(description=_("number"), empty_value="–")
    def show_number(self, letter: ApologyLetter) -> str | None:
        return f"{letter.number}/{letter.year}" if letter.number else None

    @display(description=_("SHA-256 digest"), empty_value="–")
    def show_digest(self, letter: ApologyLetter) -> str | None:
        return letter.sha256 or None

    @display(description=_("signer"), empty_value="–")
    def show_signer(self, letter: ApologyLetter) -> str | None:
        return str(letter.signer) if letter.signer else None

    @display(description=_("still missing"), empty_value="–")
    def show_missing(self, letter: ApologyLetter) -> str | None:
        return parts_in_words(missing_in(letter, letter.dossier, at=timezone.now())) or None

    def has_prepare_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Only for showing the button; the service asks again."""
        letter = self.found(request, object_id)
        return letter.is_unsigned and may_prepare(
            letter.dossier, Actor(request.user), at=timezone.now()
        )

    def has_issue_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Only for showing the button; the service asks again."""
        letter = self.found(request, object_id)
        return letter.is_unsigned and may_sign(
            letter.dossier, Actor(request.user), at=timezone.now()
        )

    def has_pdf_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Oversight reads that a letter exists, not the letter: it names the applicant."""
        letter = self.found(request, object_id)
        return letter.state != LetterState.VOID and may_read_documents(
            request.user, at=timezone.now(), roles=roles_today(request)
        )

    @action(
        description=_("Open the PDF"), url_path="pdf", permissions=["pdf"], icon="picture_as_pdf"
    )
    def show_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        letter = self.found(request, object_id)
        name = f"phieu-xin-loi-{letter.dossier.key}.pdf"
        return HttpResponse(
            letter_pdf(letter_id=letter.pk, at=timezone.now()),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )

    @action(description=_("Prepare"), url_path="prepare", permissions=["prepare"], icon="edit_note")
    def prepare(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._parts_page(
            request,
            object_id,
            service=prepare_letter,
            title=gettext("Prepare the apology letter"),
            done=gettext("Kept. The letter can be issued once nothing is missing."),
        )

    @action(description=_("Sign and issue"), url_path="issue", permissions=["issue"], icon="draw")
    def issue(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._parts_page(
            request,
            object_id,
            service=issue_letter,
            title=gettext("Sign and issue the apology letter"),
            done=gettext("Issued. The applicant is told."),
        )

    def _parts_page(
        self, request: HttpRequest, object_id: str, *, service: Any, title: str, done: str
    ) -> HttpResponse:
        letter = self.found(request, object_id)
        form_class = ReadyLetterForm if letter.way == LetterWay.READY else LetterForm
        form = form_class(request.POST or None, initial=_initial(letter))
        call = partial(service, letter_id=letter.pk, actor=Actor(request.user), at=timezone.now())

        def act(values: Mapping[str, Any]) -> None:
            call(
                reason_code=values["reason_code"] or None,
                reason=values["reason"] or None,
                new_until=close_of(values.get("new_until")),
            )

        facts = [
            (_("Promised"), letter.due_at),
            (_("Still missing"), self.show_missing(letter) or _("nothing")),
        ]
        return self.act_page(
            request, letter, form=form, title=title, facts=facts, act=act, done=done
        )


def _initial(letter: ApologyLetter) -> dict[str, Any]:
    return {
        "reason_code": letter.reason_code or "other",
        "reason": letter.reason,
        "new_until": day_of(letter.new_until),
    }
