"""Sending again what was given up: from the page of a message, or of the letter it tells of."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from agencies.admin.permissions import may_sign_in, roles_today
from notifications.admin.desk import ShowingAdmin, posted
from notifications.admin.forms import NothingForm
from notifications.models import Message, MessageState
from notifications.selectors.messages import SENDERS
from notifications.services import resend


class ResendingAdmin(ShowingAdmin):
    """A row whose failed messages are sent again by a button on its page."""

    def messages_of(self, row: Any) -> QuerySet[Message]:
        """The messages that the button is about, in any state."""
        raise NotImplementedError

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return may_sign_in(request) and roles_today(request).has(*SENDERS)

    def has_resend_failed_permission(self, request: HttpRequest, object_id: str) -> bool:
        row = self.found(request, object_id)
        return self.has_resend_permission(request) and self._failed(row).exists()

    @action(
        description=_("Send again"),
        url_path="send-again",
        permissions=["resend_failed"],
        icon="forward_to_inbox",
    )
    def send_one_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.found(request, object_id)
        failed = list(self._failed(row))

        def act(values: Mapping[str, Any]) -> None:
            resend([message.pk for message in failed], at=timezone.now())

        return self.act_page(
            request,
            row,
            form=NothingForm(posted(request)),
            title=gettext("Send again"),
            facts=[(message.get_channel_display(), message.error or "–") for message in failed],
            act=act,
            done=gettext("It will be sent again within a minute."),
        )

    def _failed(self, row: Any) -> QuerySet[Message]:
        return self.messages_of(row).filter(state=MessageState.FAILED)
