"""Drawing, replacing and revoking access tokens, and noting their use."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction

from agencies.domain.refusals import TokenRefused
from agencies.domain.tokens import (
    SHOWN,
    TokenState,
    digest_of,
    new_token,
    read_lifetime,
    read_networks,
    read_scopes,
    state_of,
)
from agencies.models import AccessToken, Officer

logger = structlog.get_logger(__name__)

#: A token's last use is written at most so often.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A new token, and its text, which is told once to whoever will use it."""

    token: AccessToken
    text: str = field(repr=False)


def drafted_token(
    *,
    officer: Officer,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime,
    addresses: Iterable[str] = (),
    at: datetime,
) -> AccessToken:
    """What a token will be, read and not yet drawn.

    Refuses `missing_name`, `inactive_account`, `no_scope`, `unknown_scope`, `bad_network`,
    `bad_lifetime`.
    """
    if not name.strip():
        raise TokenRefused("missing_name", field="name")
    if not officer.is_active:
        raise TokenRefused("inactive_account", field="officer")
    lifetime = read_lifetime(expires_at - at, most=timedelta(days=settings.TOKEN_MOST_DAYS))
    return AccessToken(
        officer=officer,
        name=name.strip(),
        scopes=read_scopes(scopes),
        addresses=read_networks(addresses),
        created_at=at,
        expires_at=at + lifetime,
    )


@transaction.atomic
def draw_token(drafted: AccessToken, *, by: Officer | None) -> Drawn:
    """A token for an account; `by` nobody where the command line asks."""
    drafted.created_by = by
    return _drawn(drafted)


@transaction.atomic
def replace_token(token_id: int, *, by: Officer, at: datetime) -> Drawn:
    """A new token in place of one, for as long as that one was drawn for; both hold for a while.

    The old one ends after `TOKEN_GRACE_DAYS`, or at its own end if that is earlier, so that a
    partner's machines can be changed over one by one. It is replaced once: whoever did not hear the
    answer asks an administrator, because a secret is told once and kept nowhere.
    Refuses `token_expired`, `token_revoked`, `already_replaced`.
    """
    old = AccessToken.objects.select_for_update(of=("self",)).get(pk=token_id)
    _refuse_unless_valid(old, at)
    if AccessToken.objects.filter(replaces=old).exists():
        raise TokenRefused("already_replaced")
    most = timedelta(days=settings.TOKEN_MOST_DAYS)
    new = _drawn(
        AccessToken(
            officer_id=old.officer_id,
            name=old.name,
            scopes=old.scopes,
            addresses=old.addresses,
            created_at=at,
            created_by=by,
            expires_at=at + min(old.expires_at - old.created_at, most),
            replaces=old,
        )
    )
    old.expires_at = min(old.expires_at, at + timedelta(days=settings.TOKEN_GRACE_DAYS))
    old.save(update_fields=["expires_at"])
    return new


@transaction.atomic
def revoke_token(token_id: int, *, by: Officer | None, at: datetime) -> AccessToken:
    """The token opens nothing from now on; asked twice, the first moment stays."""
    token = AccessToken.objects.select_for_update(of=("self",)).get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        logger.info("token_revoked", token=token.pk, by=by.pk if by else None)
    return token


def note_use(token: AccessToken, *, at: datetime, address: str | None) -> None:
    """Write when and from where a token came in, at most once a minute.

    One statement, and none that waits: where somebody holds the row, theirs is as good.
    """
    before = at - NOTED_EVERY
    if token.last_used_at is not None and token.last_used_at > before:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_USE, [at, address, token.pk, before])


_NOTE_USE = """
    UPDATE agencies_accesstoken SET last_used_at = %s, last_used_from = %s
    WHERE id IN (
        SELECT id FROM agencies_accesstoken
        WHERE id = %s AND (last_used_at IS NULL OR last_used_at <= %s)
        FOR NO KEY UPDATE SKIP LOCKED
    )
"""


def _drawn(token: AccessToken) -> Drawn:
    text = new_token()
    token.prefix, token.digest = text[:SHOWN], digest_of(text)
    token.save(force_insert=True)
    logger.info("token_drawn", token=token.pk, officer=token.officer_id, replaces=token.replaces_id)
    return Drawn(token, text)


def _refuse_unless_valid(token: AccessToken, at: datetime) -> None:
    state = state_of(expires_at=token.expires_at, revoked_at=token.revoked_at, at=at)
    if state != TokenState.VALID:
        raise TokenRefused(f"token_{state}")
