"""What a newcomer needs: addresses, accounts of every role, and a dossier to look up with its PIN."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from rest_framework.authtoken.models import Token

from agencies.domain.roles import Role
from agencies.models.officer import ROLE_LABELS
from config.demo.cast import PASSWORD, Cast
from dossiers.models import Dossier

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
    machine = Token.objects.get_or_create(user=cast.partner.officer)[0]
    lines.append(
        _("  lienthong          machine account, token %(token)s") % {"token": machine.key}
    )
    return lines


def _samples(at: datetime) -> list[str]:
    running = Dossier.objects.filter(state="processing", reappointed_at__isnull=True)
    found = {
        _("Dossier on its way:"): running.filter(late_from__gt=at).order_by("due_at").first(),
        _("Dossier overdue:"): running.filter(late_from__lte=at).order_by("-late_from").first(),
    }
    return [
        f"{label:<20} {dossier.code}  PIN {_pin(dossier)}"
        for label, dossier in found.items()
        if dossier is not None
    ]


def _pin(dossier: Dossier) -> str:
    receipt = dossier.forms.filter(kind="01").earliest("pk")
    return str(receipt.context["pin"])
