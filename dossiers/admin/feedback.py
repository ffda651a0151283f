"""Feedback of applicants: the list of what is to be answered, and the page on which it is answered."""

import uuid

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from agencies.admin.permissions import may_read_dossiers
from agencies.domain.roles import AGENCY_ROLES
from batches.admin.columns import Column
from batches.admin.pagination import CappedList
from dossiers.admin.cells import two_lines
from dossiers.admin.desk import actor_of, desk_of, reads_documents
from dossiers.admin.showing import ListAdmin
from dossiers.admin.tiles import Group, Pile, number
from dossiers.domain.refusals import ActRefused
from dossiers.models import Feedback
from dossiers.selectors.feedback import (
    ANSWERING_ROLES,
    READERS,
    Standing,
    feedback_for,
    may_answer,
    standing,
    to_answer,
)
from dossiers.selectors.worklists import MOST_COUNTED
from dossiers.services.feedback import MAX_TEXT, answer_feedback
from dossiers.wording import sentence
from procedures.domain.zone import local

ALL = "all"
TONES = {
    Feedback.Kind.COMPLAINT: "paused",
    Feedback.Kind.PROPOSAL: "active",
    Feedback.Kind.PRAISE: "done",
}


def may_read_feedback(request: HttpRequest) -> bool:
    """Whether feedback may concern the officer at all; which, `feedback_for` says."""
    return may_read_dossiers(request) and desk_of(request).roles.has(*READERS)


def feedback_pile(request: HttpRequest) -> Pile | None:
    """The card of the first page: what the officer's agency has to answer; None for those who answer nothing."""
    desk = desk_of(request)
    if not desk.roles.has(*ANSWERING_ROLES):
        return None
    owed = to_answer(desk.officer, at=desk.at, roles=desk.roles)
    limits = owed.order_by("answer_by").values_list("answer_by", flat=True)
    waiting = list(limits[: MOST_COUNTED + 1])
    is_late = bool(waiting) and waiting[0] < desk.at
    return Pile(
        label=gettext("Feedback to answer"),
        hint=gettext("What applicants complain of and propose."),
        href=reverse("admin:dossiers_feedback_changelist"),
        number=number(len(waiting)),
        tone="late" if is_late else "near" if waiting else "empty",
        group=Group.AGENCY if desk.roles.has(*AGENCY_ROLES) else Group.COUNTER,
    )


class AnswerForm(forms.Form):
    """What the applicant is answered."""

    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("The applicant reads it as it is written here. Name no third person."),
        max_length=MAX_TEXT,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )


#: The words are personal: whoever reads dossiers without documents exports the rest.
EXPORTED = [
    Column(_("dossier code"), "dossier.key", 24),
    Column(_("procedure"), "dossier.procedure_version.name", 50),
    Column(_("kind"), "get_kind_display", 14),
    Column(_("Given"), "given_at"),
    Column(_("what is said"), "text", 60, personal=True),
    Column(_("to be answered by agency"), "agency.name", 30),
    Column(_("to be answered by"), "answer_by"),
    Column(_("answered"), "answered_at"),
    Column(_("answer"), "answer", 60, personal=True),
]


class StandingFilter(DropdownFilter):
    """What waits for an answer, unless something else is asked for."""

    title = _("state")
    parameter_name = "state"
    all_option = None

    def lookups(self, request, model_admin):
        return [
            (Standing.OPEN, _("To be answered")),
            (Standing.LATE, _("Late")),
            (Standing.ANSWERED, _("Answered")),
            (ALL, _("All")),
        ]

    def value(self):
        return super().value() or Standing.OPEN.value

    def queryset(self, request, queryset):
        if self.value() not in set(Standing):
            return queryset
        return queryset.filter(standing(Standing(self.value()), at=desk_of(request).at))


class KindFilter(DropdownFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Feedback.Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class FeedbackList(CappedList):
    """Rows that know whether they are late, and whether it is for this officer to answer."""

    def get_results(self, request):
        super().get_results(request)
        desk = desk_of(request)
        for row in self.result_list:
            row.is_late = row.is_owed and row.answer_by < desk.at
            row.is_mine = row.answered_at is None and may_answer(row, desk.roles)


@admin.register(Feedback)
class FeedbackAdmin(ListAdmin):
    """What was said only for those who may read texts of a dossier; never who the applicant is."""

    list_display = [
        "shown_dossier",
        "shown_kind",
        "shown_text",
        "shown_agency",
        "shown_moment",
        "shown_act",
    ]
    list_filter = [StandingFilter, KindFilter]
    list_select_related = ["dossier__procedure_version", "agency", "answered_by"]
    ordering = ["answer_by", "pk"]
    export_title = _("Feedback")
    export_columns = EXPORTED

    def has_module_permission(self, request):
        return may_read_feedback(request)

    def get_queryset(self, request):
        desk = desk_of(request)
        return feedback_for(desk.officer, at=desk.at, roles=desk.roles)

    def get_changelist(self, request, **kwargs):
        return FeedbackList

    def get_list_display(self, request):
        if reads_documents(request):
            return self.list_display
        return [name for name in self.list_display if name not in ("shown_text", "shown_act")]

    def get_urls(self):
        page = self.admin_site.admin_view(self.answer_view)
        return [*super().get_urls(), path("<uuid:ref>/", page, name="dossiers_feedback_answer")]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": gettext("Feedback")} | (extra_context or {})
        )

    def answer_view(self, request: HttpRequest, ref: uuid.UUID) -> HttpResponse:
        """Read it, and answer it once; a refused answer keeps what was written."""
        feedback = self._found(request, ref)
        form = AnswerForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                answer_feedback(
                    feedback.pk,
                    actor=actor_of(request),
                    answer=form.cleaned_data["answer"],
                    at=desk_of(request).at,
                )
            except ActRefused as refusal:
                form.add_error(
                    refusal.field if refusal.field in form.fields else None, sentence(refusal)
                )
            else:
                messages.success(
                    request, gettext("Answered. The applicant reads it on the page of the dossier.")
                )
                return redirect("admin:dossiers_feedback_answer", feedback.ref)
        return TemplateResponse(
            request, "admin/dossiers/feedback.html", self._context(request, feedback, form)
        )

    def _found(self, request: HttpRequest, ref: uuid.UUID) -> Feedback:
        if not may_read_feedback(request) or not reads_documents(request):
            raise Http404
        rows = self.get_queryset(request).select_related(*self.list_select_related)
        found = rows.filter(ref=ref).first()
        if found is None:
            raise Http404
        return found

    def _context(self, request: HttpRequest, feedback: Feedback, form: AnswerForm) -> dict:
        desk = desk_of(request)
        is_open = feedback.answered_at is None
        is_late = feedback.is_owed and feedback.answer_by < desk.at
        return {
            **self.admin_site.each_context(request),
            "title": feedback.get_kind_display(),
            "opts": None,
            "feedback": feedback,
            "is_late": is_late,
            # Refused because somebody was quicker: what was written is kept beside their answer.
            "form": form if (is_open or form.errors) and may_answer(feedback, desk.roles) else None,
        }

    @display(description=_("kind"))
    def shown_kind(self, feedback):
        badge = format_html(
            '<span class="desk-badge desk-{}">{}</span>',
            TONES[feedback.kind],
            feedback.get_kind_display(),
        )
        return two_lines(badge, f"{local(feedback.given_at):%H:%M %d/%m/%Y}")

    @display(description=_("what is said"))
    def shown_text(self, feedback):
        return format_html(
            '<a class="desk-link" href="{}">{}</a>',
            reverse("admin:dossiers_feedback_answer", args=[feedback.ref]),
            Truncator(feedback.text).chars(120),
        )

    @display(description=_("to be answered by agency"))
    def shown_agency(self, feedback):
        return feedback.agency.name

    @display(description=_("to be answered by"), ordering="answer_by")
    def shown_moment(self, feedback):
        moment = f"{local(feedback.answer_by):%H:%M %d/%m/%Y}"
        if feedback.answered_at is not None:
            answered = f"{local(feedback.answered_at):%H:%M %d/%m/%Y}"
            return two_lines(moment, gettext("answered at %(moment)s") % {"moment": answered})
        if not feedback.is_owed:
            return two_lines("–", gettext("need not be answered"))
        tone = "late" if feedback.is_late else "calm"
        words = two_lines(moment, gettext("late") if feedback.is_late else "")
        return format_html('<span class="desk-due-{}">{}</span>', tone, words)

    @display(description=_("what to do"))
    def shown_act(self, feedback):
        if not feedback.is_mine:
            return ""
        address = reverse("admin:dossiers_feedback_answer", args=[feedback.ref])
        return format_html(
            '<a class="desk-button desk-button-main" href="{}">{}</a>', address, gettext("Answer")
        )
