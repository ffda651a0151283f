"""What is wrong with the signing settings: checked at start, keys and dates only with `check --deploy`."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils import timezone

from notifications.signing import (
    KeyUnusable,
    believed_roots,
    is_believed,
    key_files,
    open_key,
    signs_with_demo_key,
    trusts_demo_authority,
)

MODES = ("server", "token", "both")
#: A new certificate takes its authority some weeks.
_SOON = timedelta(days=60)
_MANUAL = "See docs/operations/signing.md."


@register()
def signing_mode_is_known(**kwargs: object) -> list[CheckMessage]:
    """Another word would be taken for none of the three."""
    if settings.SIGNING_MODE in MODES:
        return []
    return [
        Error(
            f"SIGNING_MODE must be one of {', '.join(MODES)}, not {settings.SIGNING_MODE!r}.",
            hint=_MANUAL,
            id="casetracking.E026",
        )
    ]


@register(Tags.security)
def production_signs_with_keys_of_its_own(**kwargs: object) -> list[CheckMessage]:
    """`PRODUCTION=1` neither signs with the demonstration authority nor believes it."""
    if not settings.PRODUCTION:
        return []
    wrong = [
        (signs_with_demo_key(), "E027", "sign letters with the demonstration authority"),
        (trusts_demo_authority(), "E022", "believe signatures of the demonstration authority"),
    ]
    return [
        Error(
            f"Production must not {what}.",
            hint=f"Set SIGNING_PKCS12 (or SIGNING_MODE=token) and SIGNING_TRUST_ROOTS. {_MANUAL}",
            id=f"casetracking.{number}",
        )
        for applies, number, what in wrong
        if applies
    ]


@register(Tags.security, deploy=True)
def signing_files_can_be_used(**kwargs: object) -> list[CheckMessage]:
    """Every key opens, is certified for a while longer, and leads to an authority in the bundle."""
    try:
        believed_roots()
    except (OSError, ValueError) as error:
        return [
            Error(
                f"SIGNING_TRUST_ROOTS cannot be read: {error}.",
                hint=_MANUAL,
                id="casetracking.E023",
            )
        ]
    return [message for file in key_files() for message in _wrong_with(file)]


def _wrong_with(file: Path) -> Iterator[CheckMessage]:
    now = timezone.now()
    try:
        key = open_key(file)
    except KeyUnusable as error:
        yield Error(str(error), hint=_MANUAL, id="casetracking.E024")
        return
    if not key.is_valid_at(now):
        yield Error(
            f"The certificate in {file} is out of date.", hint=_MANUAL, id="casetracking.E025"
        )
        return
    until = key.certificate.not_valid_after_utc
    if until - now < _SOON:
        yield Warning(
            f"The certificate in {file} runs out on {until:%d/%m/%Y}.",
            hint=f"Ask its authority for a new one now. {_MANUAL}",
            id="casetracking.W020",
        )
    if not is_believed(key, at=now):
        yield Warning(
            f"The certificate in {file} leads to no authority in SIGNING_TRUST_ROOTS.",
            hint=f"The letters it signs would be shown as not trusted. {_MANUAL}",
            id="casetracking.W021",
        )
