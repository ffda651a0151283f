"""Officers who prove who they are at an identity provider: found, bound at the first time, never made."""

import structlog
from django.conf import settings
from django.db import transaction

from agencies.domain.identity import Identity
from agencies.domain.refusals import IdentityRefused
from agencies.models import Officer

logger = structlog.get_logger(__name__)


@transaction.atomic
def officer_of_identity(identity: Identity) -> Officer:
    """The officer who is this person at the provider.

    An administrator has entered every officer. The first time one is known by what
    `OIDC_MATCH_CLAIM` names, an e-mail address or the user name; from then on by the provider's own
    subject alone, so that whoever is given a former colleague's address does not become that colleague.
    Refuses `unknown_person`, `bound_to_another`, `several_accounts`, `inactive_account`.
    """
    bound = Officer.objects.filter(oidc_subject=identity.subject).first()
    officer = bound or _first_time(identity)
    if not officer.is_active or not officer.is_staff:
        raise IdentityRefused("inactive_account")
    if bound is None:
        officer.oidc_subject = identity.subject
        officer.save(update_fields=["oidc_subject"])
        logger.info("identity_bound", officer=officer.pk)
    return officer


def _first_time(identity: Identity) -> Officer:
    if not identity.claimed:
        raise IdentityRefused("unknown_person")
    column = "email" if settings.OIDC_MATCH_CLAIM == "email" else "username"
    found = Officer.objects.select_for_update().filter(**{f"{column}__iexact": identity.claimed})
    officers = list(found.order_by("pk")[:2])
    if not officers:
        raise IdentityRefused("unknown_person")
    if len(officers) > 1:
        raise IdentityRefused("several_accounts")
    if officers[0].oidc_subject:
        raise IdentityRefused("bound_to_another")
    return officers[0]
