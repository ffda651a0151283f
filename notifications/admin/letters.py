"""Apology letters: what each lacks, how it looks, preparing it, and the two ways of signing it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from agencies.admin.permissions import roles_today
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.selectors import may_read_documents
from dossiers.wording import sentence
from notifications.admin.desk import day_of, posted
from notifications.admin.forms import (
    LetterForm,
    LossForm,
    NothingForm,
    ReadyLetterForm,
    SignedFileForm,
    close_of,
)
from notifications.admin.once import Finished, act_once
from notifications.admin.report import without_apology
from notifications.admin.resending import ResendingAdmin
from notifications.models import ApologyLetter, LetterState, LetterWay, Message
from notifications.selectors import letters_for
from notifications.selectors.notices import notices_of
from notifications.services import (
    give_up_signature,
    issue_letter,
    letter_pdf,
    may_prepare,
    may_sign,
    missing_in,
    prepare_for_signature,
    prepare_letter,
    upload_signed,
)
from notifications.services.token_signing import GIVEN_UP
from notifications.wording import parts_in_words

_FORMS = {LetterWay.READY: ReadyLetterForm, LetterWay.LOST: LossForm}


@admin.register(ApologyLetter)
class ApologyLetterAdmin(ResendingAdmin):
    """Worklist of the heads: drafts that lack something, letters ready to sign, what was issued."""

    list_display = ["dossier", "show_state", "way", "due_at", "new_until", "agency", "show_number"]
    list_filter = ["state", "way"]
    search_fields = ["dossier__code"]
    search_help_text = _("Dossier code, or its last digits")
    ordering = ["-pk"]
    fields = [
        ("dossier", "show_agency"),
        ("state_in_words", "way"),
        "show_missing",
        ("due_at", "new_until"),
        ("reason_code", "generated_at"),
        "reason",
        "show_lost_items",
        ("show_number", "show_issuer"),
        ("show_signer", "show_signature"),
        ("issued_at", "show_delivery"),
        "show_digests",
    ]
    actions_detail = [
        *("show_pdf", "prepare", "issue", "prepare_token", "upload", "give_up"),
        "send_one_again",
    ]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(without_apology)
        own = path("without-apology/", page, name="notifications_without_apology")
        return [own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApologyLetter]:
        return letters_for(request.user, at=timezone.now())

    def messages_of(self, row: ApologyLetter) -> QuerySet[Message]:
        return notices_of(row)

    @display(
        description=_("state"),
        label={
            "draft": "warning",
            "ready": "info",
            "prepared": "info",
            "signed": "info",
            "issued": "success",
            "delivered": "success",
            "void": "default",
        },
    )
    def show_state(self, letter: ApologyLetter) -> tuple[str, Any]:
        return _state(letter)

    @display(description=_("state"))
    def state_in_words(self, letter: ApologyLetter) -> str:
        return str(_state(letter)[1])

    @display(description=_("number"), empty_value="–")
    def show_number(self, letter: ApologyLetter) -> str | None:
        return f"{letter.number}/{letter.year}" if letter.number else None

    @display(description=_("issued by"), empty_value="–")
    def show_issuer(self, letter: ApologyLetter) -> str | None:
        return str(letter.issuer) if letter.issuer else None

    @display(description=_("lost or damaged"), empty_value="–")
    def show_lost_items(self, letter: ApologyLetter) -> str | None:
        return "; ".join(letter.lost_items) or None

    @display(description=_("SHA-256 digest"), empty_value="–")
    def show_digests(self, letter: ApologyLetter) -> str | None:
        """Of the file that is handed out: signed, or frozen for the signature."""
        return letter.signed_sha256 or letter.sha256 or None

    @display(description=_("signer"), empty_value="–")
    def show_signer(self, letter: ApologyLetter) -> str | None:
        return str(letter.signer) if letter.signer else None

    @display(description=_("digital signature"), empty_value="–")
    def show_signature(self, letter: ApologyLetter) -> str | None:
        """The certificate used, and who vouches for it."""
        if not letter.signature:
            return None
        return gettext("%(signer)s (certificate of %(issuer)s)") % letter.signature

    @display(description=_("delivered"), empty_value="–")
    def show_delivery(self, letter: ApologyLetter) -> str | None:
        if letter.delivered_at is None:
            return None
        moment = date_format(localtime(letter.delivered_at), "SHORT_DATETIME_FORMAT")
        return f"{moment} – {letter.get_delivered_how_display()}"

    @display(description=_("still missing"), empty_value="–")
    def show_missing(self, letter: ApologyLetter) -> str | None:
        return parts_in_words(missing_in(letter, at=timezone.now())) or None

    def has_prepare_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Only for showing the button, as the others below; the service asks again."""
        letter = self.found(request, object_id)
        return _is_open(letter) and may_prepare(letter, Actor(request.user), at=timezone.now())

    def has_issue_permission(self, request: HttpRequest, object_id: str) -> bool:
        letter = self.found(request, object_id)
        by_key = _is_open(letter) and settings.SIGNING_MODE != "token"
        return (by_key or letter.state == LetterState.SIGNED) and _may_sign(request, letter)

    def has_prepare_token_permission(self, request: HttpRequest, object_id: str) -> bool:
        letter = self.found(request, object_id)
        by_token = settings.SIGNING_MODE != "server"
        return by_token and _is_open(letter) and _may_sign(request, letter)

    def has_upload_permission(self, request: HttpRequest, object_id: str) -> bool:
        letter = self.found(request, object_id)
        return letter.is_prepared and letter.signer_id == request.user.pk

    def has_give_up_permission(self, request: HttpRequest, object_id: str) -> bool:
        letter = self.found(request, object_id)
        frozen = letter.is_prepared or letter.state == LetterState.SIGNED
        return frozen and _may_sign(request, letter)

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
        """Of a letter prepared for a token: the exact file to sign."""
        letter = self.found(request, object_id)
        name = f"phieu-xin-loi-{letter.dossier.key}.pdf"
        way = "attachment" if letter.is_prepared else "inline"
        try:
            content = letter_pdf(letter_id=letter.pk, at=timezone.now())
        except ActRefused as refusal:
            messages.error(request, sentence(refusal))
            return redirect(self.page_of(letter))
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": f'{way}; filename="{name}"'},
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

    @act_once(
        finished=Finished(lambda letter: letter.is_issued, by="signer"),
        description=_("Sign and issue"),
        url_path="issue",
        permissions=["issue"],
        icon="draw",
    )
    def issue(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._parts_page(
            request,
            object_id,
            service=issue_letter,
            title=gettext("Sign and issue the apology letter"),
            done=gettext("Issued. The one-stop unit tells the applicant."),
        )

    @act_once(
        finished=Finished(lambda letter: letter.is_prepared, by="signer"),
        description=_("Sign with your own token"),
        url_path="token",
        permissions=["prepare_token"],
        icon="usb",
    )
    def prepare_token(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._parts_page(
            request,
            object_id,
            service=prepare_for_signature,
            title=gettext("Number the letter for your own token"),
            done=gettext("Numbered and frozen. Download the PDF, sign it, and upload it here."),
        )

    @act_once(
        finished=Finished(
            lambda letter: letter.is_issued or letter.state == LetterState.SIGNED, by="signer"
        ),
        description=_("Upload the signed PDF"),
        url_path="signed",
        permissions=["upload"],
        icon="upload_file",
    )
    def upload(self, request: HttpRequest, object_id: str) -> HttpResponse:
        letter = self.found(request, object_id)

        def act(values: Mapping[str, Any]) -> None:
            upload_signed(
                letter_id=letter.pk,
                pdf=values["signed"].read(),
                actor=Actor(request.user),
                at=timezone.now(),
            )

        return self.act_page(
            request,
            letter,
            form=SignedFileForm(posted(request), request.FILES),
            title=gettext("Upload the signed PDF"),
            facts=[
                (_("Number"), self.show_number(letter)),
                (_("SHA-256 of the file to sign"), letter.sha256),
            ],
            act=act,
            done=gettext("The signature is sound; the letter is kept with it."),
        )

    @act_once(
        finished=Finished(lambda letter: letter.void_why == GIVEN_UP),
        description=_("Give up the signature"),
        url_path="give-up",
        permissions=["give_up"],
        icon="undo",
    )
    def give_up(self, request: HttpRequest, object_id: str) -> HttpResponse:
        letter = self.found(request, object_id)

        def act(values: Mapping[str, Any]) -> None:
            give_up_signature(letter_id=letter.pk, actor=Actor(request.user), at=timezone.now())

        return self.act_page(
            request,
            letter,
            form=NothingForm(posted(request)),
            title=gettext("Give up the signature"),
            facts=[
                (_("Number"), self.show_number(letter)),
                (_("Then"), _("The number stays on record as void; a new draft takes its place.")),
            ],
            act=act,
            done=gettext("Void, its number kept. The new draft stands in the list."),
        )

    def _parts_page(
        self,
        request: HttpRequest,
        object_id: str,
        *,
        service: Callable[..., Any],
        title: str,
        done: str,
    ) -> HttpResponse:
        letter = self.found(request, object_id)
        form_class = _FORMS.get(LetterWay(letter.way), LetterForm)
        form = form_class(posted(request), initial=_initial(letter))
        call = partial(service, letter_id=letter.pk, actor=Actor(request.user), at=timezone.now())

        def act(values: Mapping[str, Any]) -> None:
            call(
                reason_code=values.get("reason_code") or None,
                reason=values["reason"] or None,
                new_until=close_of(values.get("new_until")),
            )

        facts = [
            (_("Promised"), letter.due_at or "–"),
            (_("Still missing"), self.show_missing(letter) or _("nothing")),
        ]
        return self.act_page(
            request, letter, form=form, title=title, facts=facts, act=act, done=done
        )


def _state(letter: ApologyLetter) -> tuple[str, Any]:
    if letter.is_prepared:
        return "prepared", _("Awaits the signer's token")
    return letter.state, letter.get_state_display()


def _is_open(letter: ApologyLetter) -> bool:
    """Its parts can still be changed."""
    return letter.is_unsigned and not letter.is_prepared


def _may_sign(request: HttpRequest, letter: ApologyLetter) -> bool:
    return may_sign(letter, Actor(request.user), at=timezone.now())


def _initial(letter: ApologyLetter) -> dict[str, Any]:
    return {
        "reason_code": letter.reason_code,
        "reason": letter.reason,
        "new_until": day_of(letter.new_until),
    }
