"""The outbox: what was sent, what waits, and what failed and can be sent again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from agencies.admin.permissions import may_sign_in, roles_today
from notifications.admin.resending import ResendingAdmin
from notifications.models import Message
from notifications.selectors.messages import KEEPERS
from notifications.services import resend


@admin.register(Message)
class MessageAdmin(ResendingAdmin):
    """Messages name codes and statuses only, so that who keeps the system may see them all."""

    list_display = [
        "kind",
        "channel",
        "show_recipient",
        "dossier",
        "show_state",
        "show_why",
        "planned_at",
        "sent_at",
    ]
    list_filter = ["state", "kind", "channel", "dropped_why"]
    search_fields = ["dossier__code"]
    search_help_text = _("Dossier code, or its last digits")
    ordering = ["-pk"]
    fields = [
        ("kind", "channel"),
        ("show_recipient", "dossier"),
        ("state", "attempts"),
        ("planned_at", "send_after", "sent_at"),
        "error",
        "dropped_why",
    ]
    actions = ["send_again"]
    actions_detail = ["send_one_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return Message.objects.select_related("officer", "dossier")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_sign_in(request) and roles_today(request).has(*KEEPERS)

    def messages_of(self, row: Message) -> QuerySet[Message]:
        return Message.objects.filter(pk=row.pk)

    @display(
        description=_("state"),
        label={"planned": "info", "sent": "success", "failed": "danger", "dropped": "default"},
    )
    def show_state(self, message: Message) -> tuple[str, str]:
        return message.state, message.get_state_display()

    @display(description=_("why not sent"), empty_value="–")
    def show_why(self, message: Message) -> str | None:
        return message.get_dropped_why_display() or message.error or None

    @display(description=_("recipient"))
    def show_recipient(self, message: Message) -> str:
        return str(message.officer or _("Applicant"))

    @admin.action(description=_("Send failed messages again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        keys = list(chosen.values_list("pk", flat=True))
        count = resend(keys, at=timezone.now())
        told = ngettext(
            "%(count)s failed message will be sent again.",
            "%(count)s failed messages will be sent again.",
            count,
        )
        messages.info(request, told % {"count": count})
        if others := len(keys) - count:
            told = ngettext(
                "%(count)s chosen message had not failed and stays as it is.",
                "%(count)s chosen messages had not failed and stay as they are.",
                others,
            )
            messages.info(request, told % {"count": others})
