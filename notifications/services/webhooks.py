"""Where a machine's system is told, and the secret by which it knows who tells."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import Officer
from dossiers.domain.refusals import ActRefused
from notifications.domain.webhooks import new_secret
from notifications.models import Webhook

#: How long the old secret signs beside a new one, unless the machine says otherwise.
CHANGE_OVER = timedelta(days=1)
LONGEST_CHANGE_OVER = timedelta(days=7)


@transaction.atomic
def set_webhook(machine: Officer, *, url: str, is_active: bool) -> tuple[Webhook, bool]:
    """The machine's one address, entered or changed; answers whether it is new.

    A new one has its secret from `new_secret` at once. Refuses `bad_url`.
    """
    webhook = _held(machine)
    is_new = webhook is None
    webhook = webhook or Webhook(officer=machine, secret=new_secret())
    webhook.url, webhook.is_active = url, is_active
    try:
        webhook.clean_fields()
    except ValidationError:
        raise ActRefused("bad_url", field="url") from None
    webhook.save()
    return webhook, is_new


@transaction.atomic
def draw_secret(machine: Officer, *, at: datetime, old_for: timedelta = CHANGE_OVER) -> Webhook:
    """A new secret; the present one signs beside it for `old_for`, the one before that no longer.

    None of the old ones signs any more where `old_for` is zero. Refuses `unknown_webhook`.
    """
    webhook = _held(machine)
    if webhook is None:
        raise ActRefused("unknown_webhook")
    keeps = old_for > timedelta()
    webhook.old_secret = webhook.secret if keeps else ""
    webhook.old_secret_until = at + old_for if keeps else None
    webhook.secret = new_secret()
    webhook.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return webhook


def _held(machine: Officer) -> Webhook | None:
    """Locked by the account's row, which is there before the first webhook is."""
    Officer.objects.select_for_update(no_key=True).get(pk=machine.pk)
    return Webhook.objects.select_related("officer").filter(officer=machine).first()
