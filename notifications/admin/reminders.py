"""Reminders: what each agency is urged to settle, and the one click that signs."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action, display

from agencies.selectors import Actor
from notifications.admin.desk import ShowingAdmin, posted
from notifications.admin.forms import NothingForm
from notifications.admin.once import Finished, act_once
from notifications.models import ReminderLetter, ReminderLine, ReminderState
from notifications.selectors import reminders_for
from notifications.services import issue_reminder, may_remind, reminder_pdf


class ReminderLineInline(TabularInline):
    """The overdue dossiers."""

    model = ReminderLine
    verbose_name_plural = _("Overdue dossiers")
    fields = ["show_dossier", "show_due", "show_closed"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReminderLine]:
        return super().get_queryset(request).select_related("flag__dossier")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    @display(description=_("dossier"))
    def show_dossier(self, line: ReminderLine) -> str:
        return str(line.flag.dossier)

    @display(description=_("promised"))
    def show_due(self, line: ReminderLine) -> str:
        return date_format(localtime(line.flag.due_at), "SHORT_DATETIME_FORMAT")

    @display(description=_("closed because"), empty_value="–")
    def show_closed(self, line: ReminderLine) -> str | None:
        return line.flag.get_closed_why_display() or None


@admin.register(ReminderLetter)
class ReminderLetterAdmin(ShowingAdmin):
    """Drafts wait for the head of the one-stop unit; agencies read what was issued to them."""

    list_display = ["agency", "show_state", "day", "one_stop_unit", "show_number", "issued_at"]
    list_filter = ["state"]
    search_fields = ["agency__name"]
    search_help_text = _("Agency")
    ordering = ["-day", "-pk"]
    fields = [
        ("show_agency", "show_one_stop_unit"),
        ("state_in_words", "day"),
        ("show_number", "issued_at"),
        "show_signer",
        "show_digest",
    ]
    inlines = [ReminderLineInline]
    actions_detail = ["show_pdf", "issue"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReminderLetter]:
        return reminders_for(request.user, at=timezone.now())

    @display(
        description=_("state"), label={"draft": "warning", "issued": "success", "void": "default"}
    )
    def show_state(self, reminder: ReminderLetter) -> tuple[str, Any]:
        return reminder.state, reminder.get_state_display()

    @display(description=_("state"))
    def state_in_words(self, reminder: ReminderLetter) -> str:
        return str(reminder.get_state_display())

    @display(description=_("one-stop unit"))
    def show_one_stop_unit(self, reminder: ReminderLetter) -> str:
        return str(reminder.one_stop_unit)

    @display(description=_("number"), empty_value="–")
    def show_number(self, reminder: ReminderLetter) -> str | None:
        return f"{reminder.number}/{reminder.year}" if reminder.number else None

    @display(description=_("signer"), empty_value="–")
    def show_signer(self, reminder: ReminderLetter) -> str | None:
        return str(reminder.signer) if reminder.signer else None

    @display(description=_("SHA-256 digest"), empty_value="–")
    def show_digest(self, reminder: ReminderLetter) -> str | None:
        return reminder.sha256 or None

    def has_issue_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Only for showing the button; the service asks again."""
        reminder = self.found(request, object_id)
        return reminder.state == ReminderState.DRAFT and may_remind(
            reminder, Actor(request.user), at=timezone.now()
        )

    def has_pdf_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self.found(request, object_id).state != ReminderState.VOID

    @action(
        description=_("Open the PDF"), url_path="pdf", permissions=["pdf"], icon="picture_as_pdf"
    )
    def show_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        reminder = self.found(request, object_id)
        return HttpResponse(
            reminder_pdf(reminder_id=reminder.pk, at=timezone.now()),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="don-doc-{reminder.day}.pdf"'},
        )

    @act_once(
        finished=Finished(lambda reminder: reminder.state == ReminderState.ISSUED, by="signer"),
        description=_("Sign and issue"),
        url_path="issue",
        permissions=["issue"],
        icon="draw",
    )
    def issue(self, request: HttpRequest, object_id: str) -> HttpResponse:
        reminder = self.found(request, object_id)

        def act(values: Mapping[str, Any]) -> None:
            issue_reminder(reminder_id=reminder.pk, actor=Actor(request.user), at=timezone.now())

        return self.act_page(
            request,
            reminder,
            form=NothingForm(posted(request)),
            title=gettext("Sign and issue the reminder"),
            facts=[
                (_("To"), reminder.agency),
                (_("Overdue dossiers"), reminder.lines.filter(flag__closed_at=None).count()),
            ],
            act=act,
            done=gettext("Issued."),
        )
