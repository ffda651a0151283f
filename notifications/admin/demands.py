"""Delay notices: the demands that wait for the agency, and the form that answers one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from agencies.admin.permissions import roles_today
from agencies.domain.roles import AGENCY_ROLES
from agencies.models import Agency, AgencyKind
from agencies.selectors import Actor
from notifications.admin.desk import ShowingAdmin, posted
from notifications.admin.forms import AnswerForm, close_of
from notifications.admin.once import Finished, act_once
from notifications.domain.demands import DemandKind
from notifications.models import DelayNotice
from notifications.selectors import delay_notices_for
from notifications.selectors.visible import missing_at
from notifications.services import answer_delay_notice


class NoticeStateFilter(admin.SimpleListFilter):
    """Open, answered, lapsed, violation."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("Open")),
            ("answered", _("Answered")),
            ("lapsed", _("Lapsed")),
            ("violation", _("No notice in time")),
            ("missing", _("Missing, dossier still open")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[DelayNotice]) -> Any:
        if self.value() == "missing":
            return queryset.filter(missing_at(timezone.now()))
        narrowed = {
            "open": {"answered_at": None, "lapsed_at": None, "answer_by__gt": timezone.now()},
            "answered": {"answered_at__isnull": False},
            "lapsed": {"lapsed_at__isnull": False},
            "violation": {"is_violation": True},
        }.get(self.value() or "")
        return queryset.filter(**narrowed) if narrowed else queryset


class SettlingAgencyFilter(admin.SimpleListFilter):
    """The agency that has to give the notice."""

    title = _("settling agency")
    parameter_name = "agency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        existing = Agency.objects.existing_on(timezone.localdate()).exclude(kind=AgencyKind.UNIT)
        return list(existing.order_by("code").values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[DelayNotice]) -> Any:
        return queryset.filter(agency__code=self.value()) if self.value() else queryset


@admin.register(DelayNotice)
class DelayNoticeAdmin(ShowingAdmin):
    """Worklist of the settling agency."""

    list_display = ["dossier", "show_state", "kind", "due_at", "answer_by", "agency", "unit"]
    list_filter = [NoticeStateFilter, "kind", SettlingAgencyFilter]
    search_fields = ["dossier__code"]
    search_help_text = _("Dossier code, or its last digits")
    ordering = ["-pk"]
    fields = [
        ("dossier", "kind"),
        ("due_at", "answer_by"),
        ("show_agency", "show_unit"),
        ("demanded_at", "show_appointment"),
        ("state_in_words", "answered_at"),
        "show_answerer",
        ("reason_code", "proposed_until"),
        "reason",
    ]
    actions_detail = ["answer"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DelayNotice]:
        return delay_notices_for(request.user, at=timezone.now())

    @display(description=_("answered by"), empty_value="–")
    def show_answerer(self, notice: DelayNotice) -> str | None:
        return str(notice.answered_by) if notice.answered_by else None

    @display(description=_("state"))
    def state_in_words(self, notice: DelayNotice) -> str:
        return str(_state(notice)[1])

    @display(
        description=_("state"),
        label={
            "open": "warning",
            "unanswered": "danger",
            "answered": "success",
            "lapsed": "info",
            "violation": "danger",
        },
    )
    def show_state(self, notice: DelayNotice) -> tuple[str, Any]:
        return _state(notice)

    def has_answer_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Only for showing the button; the service asks again."""
        notice = self.found(request, object_id)
        return (
            notice.is_open
            and notice.kind != DemandKind.FINISH_ONLY
            and timezone.now() < notice.answer_by
            and notice.dossier.agency_id in roles_today(request).homes(*AGENCY_ROLES)
        )

    @act_once(
        finished=Finished(lambda notice: notice.answered_at is not None, by="answered_by"),
        description=_("Answer"),
        url_path="answer",
        permissions=["answer"],
        icon="edit_note",
    )
    def answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        notice = self.found(request, object_id)

        def act(values: Mapping[str, Any]) -> None:
            answer_delay_notice(
                notice_id=notice.pk,
                actor=Actor(request.user),
                at=timezone.now(),
                reason_code=values["reason_code"],
                reason=values["reason"],
                proposed_until=close_of(values["proposed_until"]),
            )

        return self.act_page(
            request,
            notice,
            form=AnswerForm(posted(request)),
            title=gettext("Answer for the delay"),
            facts=[
                (_("Promised"), notice.due_at),
                (_("To be answered by"), notice.answer_by),
            ],
            act=act,
            done=gettext("Answered. The apology letter waits for the signature of the head."),
        )


def _state(notice: DelayNotice) -> tuple[str, Any]:
    if notice.is_violation:
        return "violation", _("No notice in time")
    if notice.answered_at:
        return "answered", _("Answered")
    if notice.lapsed_at:
        return "lapsed", notice.get_lapsed_why_display()
    if timezone.now() >= notice.answer_by:
        return "unanswered", _("Not answered")
    return "open", _("Open")
