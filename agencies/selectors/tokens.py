"""Access tokens: which will end soon, and which lie in what pile."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from agencies.models import AccessToken


def valid_tokens(*, at: datetime) -> QuerySet[AccessToken]:
    """Tokens that open something at a moment."""
    return AccessToken.objects.filter(
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=at),
        expires_at__gt=at,
        officer__is_active=True,
    )


def ending_tokens(*, at: datetime, within: timedelta) -> QuerySet[AccessToken]:
    """Valid tokens that end soon and that nothing replaces yet."""
    ending = valid_tokens(at=at).filter(expires_at__lte=at + within)
    return ending.filter(replacement__isnull=True)


#: Piles in which administrators look for tokens.
VALID, ENDING, ENDED, NEVER_USED = "valid", "ending", "ended", "never_used"
STATES = (VALID, ENDING, ENDED, NEVER_USED)


def tokens_in(pile: str, *, at: datetime) -> QuerySet[AccessToken]:
    """The tokens of a pile: valid, ending soon with nothing in their place, ended, or valid and never used."""
    if pile == ENDING:
        return ending_tokens(at=at, within=timedelta(days=settings.TOKEN_WARN_DAYS))
    if pile == ENDED:
        return AccessToken.objects.exclude(pk__in=valid_tokens(at=at))
    if pile == NEVER_USED:
        return valid_tokens(at=at).filter(last_used_at__isnull=True)
    return valid_tokens(at=at)
