"""The short session of a visitor who has shown a PIN or a QR: one signed cookie, nothing stored."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dossiers.services.looking_up import Opened

COOKIE = "lookup"
_SALT = "dossiers.lookup"
#: How long a phone put aside keeps showing the details.
SECONDS = 15 * 60
_PATH = "/tra-cuu/"


def remember(response: HttpResponse, opened: Opened) -> None:
    """Let this browser see the details of the dossier for a quarter of an hour."""
    response.set_signed_cookie(
        _cookie(),
        opened.ref,
        salt=_SALT,
        max_age=SECONDS,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def opened_ref(request: HttpRequest) -> str | None:
    """The reference of the dossier this browser has opened; None when too old or forged."""
    found = request.get_signed_cookie(_cookie(), default=None, salt=_SALT, max_age=SECONDS)
    return str(found) if found else None


def forget(response: HttpResponse) -> None:
    """On a computer that others use."""
    response.delete_cookie(_cookie(), path=_PATH, samesite="Lax")


def _cookie() -> str:
    """Its name; over https one that nobody can set without https."""
    return f"__Secure-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE
