"""Webhooks of partners' machines; a secret is shown once, when drawn, and written nowhere else."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.admin.permissions import AdministrationAdmin
from agencies.domain.roles import Role
from agencies.models import Officer
from notifications.domain.webhooks import new_secret
from notifications.models import Webhook
from notifications.services.webhooks import CHANGE_OVER, draw_secret


@admin.register(Webhook)
class WebhookAdmin(AdministrationAdmin):
    """Where partners' systems want to be told, one address a machine account."""

    list_display = ["officer", "url", "is_active", "old_secret_until"]
    list_select_related = ["officer"]
    search_fields = ["officer__username", "url"]
    ordering = ["officer__username"]
    fields = ["officer", "url", "is_active"]
    actions = ["draw_secret", "draw_secret_after_leak"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "officer":
            today = timezone.localdate()
            machines = Officer.objects.filter(
                grants__role=Role.PARTNER, grants__valid_from__lte=today
            )
            kwargs["queryset"] = machines.distinct().order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the links to an officer's own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "officer":
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_readonly_fields(self, request, obj=None):
        return ["officer"] if obj else []

    def save_model(self, request: HttpRequest, obj: Webhook, form: forms.Form, change: bool):
        if not change:
            obj.secret = new_secret()
            _show(request, obj)
        super().save_model(request, obj, form, change)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(
        description=_("Draw a new secret, the old one valid for a day"), permissions=["change"]
    )
    def draw_secret(self, request: HttpRequest, chosen: QuerySet[Webhook]) -> None:
        self._draw(request, chosen, old_for=CHANGE_OVER)

    @admin.action(
        description=_("Draw a new secret, the old one invalid at once"), permissions=["change"]
    )
    def draw_secret_after_leak(self, request: HttpRequest, chosen: QuerySet[Webhook]) -> None:
        self._draw(request, chosen, old_for=timedelta())

    def _draw(self, request: HttpRequest, chosen: QuerySet[Webhook], old_for: timedelta) -> None:
        now = timezone.now()
        for webhook in chosen.select_related("officer"):
            drawn = draw_secret(webhook.officer, at=now, old_for=old_for)
            self.log_change(request, drawn, gettext("Draw a new secret"))
            _show(request, drawn)


def _show(request: HttpRequest, webhook: Webhook) -> None:
    text = gettext("The secret of %(machine)s is %(secret)s. Note it now: it is not shown again.")
    messages.warning(request, text % {"machine": webhook.officer, "secret": webhook.secret})
