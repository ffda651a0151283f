"""A desk that is left alone closes itself, and one session lasts no longer than a working day."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponse]

#: A session is written again no oftener than this, in seconds.
_TOUCHED_AFTER = 60
_SEEN, _BEGUN = "seen", "begun"


class EndIdleSessions:
    """Middleware: renews the session of an officer at work, and ends one that has grown too old.

    The idle time-out itself is the session's age, which its row in the database holds too. Public
    pages touch no session, so that their answers set no cookie and may be kept.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _may_hold_session(request) and request.user.is_authenticated:
            _judge(request, timezone.now())
        return self.get_response(request)


def _may_hold_session(request: HttpRequest) -> bool:
    has_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_cookie and request.path_info.startswith(("/admin/", "/api/"))


def _judge(request: HttpRequest, now: datetime) -> None:
    session, signed_in = request.session, request.user.last_login or now
    begun = session.get(_BEGUN, signed_in.timestamp())
    seen = session.get(_SEEN, begun)
    if now.timestamp() - begun > settings.SESSION_HOURS * 3_600:
        logout(request)
    elif now.timestamp() - seen > _TOUCHED_AFTER:
        session[_BEGUN], session[_SEEN] = begun, now.timestamp()
