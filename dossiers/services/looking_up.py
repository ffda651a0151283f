"""The public look-up: counted, then answered; by code alone, by code and PIN, or by the receipt's QR.

`client` is the address a request is counted under. Refuses `too_many_requests` with the seconds
to wait in `wait`, `malformed_code`, `unknown_dossier`, and at the PIN door `wrong_key` alone: wrong
code, wrong PIN and no PIN are one answer, and take one time.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from dossiers.domain.codes import codes_meant
from dossiers.domain.refusals import ActRefused
from dossiers.selectors.lookup import (
    Details,
    Progress,
    code_and_ref_by_token,
    details_by_ref,
    lock_of,
    progress_by_code,
)
from dossiers.services import throttling
from dossiers.services.lookup_keys import pin_digest

#: Compared with when there is no dossier, or none with a PIN: no digest is all zeros.
_DUMMY_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class Opened:
    """The dossier a PIN or a QR has opened; `ref` goes into the visitor's short session."""

    code: str
    ref: str


def look_up(
    typed: str, *, client: str, at: datetime, opened_ref: str | None = None
) -> tuple[Progress, Details | None]:
    """The strict answer to a code; with the details when `opened_ref` is this very dossier."""
    throttling.refuse_too_many(client, at=at)
    codes = codes_meant(typed)
    if not codes:
        raise ActRefused("malformed_code", field="code")
    if opened_ref is not None:
        details = details_by_ref(opened_ref, at=at)
        if details is not None and details.progress.code in codes:
            return details.progress, details
    progress = progress_by_code(codes, at=at, with_dates=settings.LOOKUP_SHOWS_DATES)
    if progress is None:
        raise ActRefused("unknown_dossier", field="code")
    return progress, None


def open_with_pin(typed: str, pin: str, *, client: str, at: datetime) -> Opened:
    """The dossier that code and PIN belong to; the PIN counts against the code before it is compared."""
    codes = codes_meant(typed) or ("",)
    throttling.refuse_too_many(client, at=at, pin_of=codes[0])
    lock = lock_of(codes)
    digest = lock.pin_digest if lock else _DUMMY_DIGEST
    right = hmac.compare_digest(digest, pin_digest(pin))
    if lock is None or not right:
        raise ActRefused("wrong_key")
    throttling.forget_guesses(codes[0])
    return Opened(lock.code, lock.ref)


def open_with_token(token: str, *, client: str, at: datetime) -> Opened:
    """The dossier whose receipt carries the QR; never slowed by wrong PINs."""
    throttling.refuse_too_many(client, at=at)
    found = code_and_ref_by_token(token)
    if found is None:
        raise ActRefused("unknown_dossier")
    return Opened(*found)


def details_opened(opened: Opened, *, at: datetime) -> Details:
    """The details of a dossier just opened, for doors without a session."""
    details = details_by_ref(opened.ref, at=at)
    if details is None:
        raise ActRefused("unknown_dossier")
    return details
