"""What a newcomer needs: addresses, accounts of every role, and a dossier to look up with its PIN."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.domain.roles import Role
from agencies.domain.tokens import ALL_SCOPES
from agencies.models.officer import ROLE_LABELS
from agencies.services.tokens import drafted_token, draw_token
from config.demo.cast import PASSWORD, Cast
from dossiers.models import Dossier
from dossiers.services.receipt_keys import receipt_pin

#: The accounts shown: the first of each role that works with the same dossiers.
SHOWN = (
    Role.COUNTER,
    Role.SPECIALIST,
    Role.UNIT_HEAD,
    Role.AGENCY_HEAD,
    Role.CENTRE_HEAD,
    Role.OVERSIGHT,
    Role.ADMINISTRATOR,
)


def welcome(cast: Cast, *, at: datetime) -> str:
    """The text printed when the demo data are loaded, and at every start after that; in English."""
    with override("en"):
        lines = [
            _(
                "Pages:      %(url)s/  (look-up)   %(url)s/admin/  (officers)   %(url)s/api/docs/  (REST)"
            )
            % {"url": settings.PUBLIC_URL},
            _("Password of every demo account: %(password)s") % {"password": PASSWORD},
            *_accounts(cast),
            *_samples(at),
        ]
    return "\n".join(lines) + "\n"


def _accounts(cast: Cast) -> list[str]:
    lines = []
    for role in SHOWN:
        player, place = next((p, place) for p, held, place in cast.accounts if held is role)
        lines.append(f"  {player.officer.username:<18} {ROLE_LABELS[role]}, {place.name}")
    lines.append(
        _("  lienthong          machine account, token %(token)s") % {"token": _token(cast)}
    )
    return lines


def _token(cast: Cast) -> str:
    """Of today, whenever the replay ends: a token cannot be drawn for an earlier year."""
    now = timezone.now()
    drafted = drafted_token(
        officer=cast.partner.officer,
        name="First look",
        scopes=ALL_SCOPES,
        expires_at=now + timedelta(days=settings.TOKEN_MOST_DAYS),
        at=now,
    )
    return draw_token(drafted, by=None).text


def _samples(at: datetime) -> list[str]:
    running = Dossier.objects.filter(state="processing", reappointed_at__isnull=True)
    found = {
        _("Dossier on its way:"): running.filter(late_from__gt=at).order_by("due_at").first(),
        _("Dossier overdue:"): running.filter(late_from__lte=at).order_by("-late_from").first(),
    }
    return [
        f"{label:<20} {dossier.code}  PIN {receipt_pin(dossier)}"
        for label, dossier in found.items()
        if dossier is not None
    ]
