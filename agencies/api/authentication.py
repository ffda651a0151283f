"""Who calls: an officer or machine by token, an officer by the admin's session; a machine may name its officer."""

from http import HTTPStatus

from django.utils import timezone
from rest_framework import authentication
from rest_framework.request import Request

from agencies.api.problems import Problem
from agencies.models import Officer
from agencies.selectors import Actor
from agencies.selectors.machines import colleague_of_machine

#: With it a machine names the officer for whom it acts and reads.
PRINCIPAL_HEADER = "On-Behalf-Of"


class TokenAuthentication(authentication.TokenAuthentication):
    """`Authorization: Token …`; afterwards `request.auth` is the `Actor`."""

    def authenticate(self, request: Request) -> tuple[Officer, Actor] | None:
        found = super().authenticate(request)
        return _acting(found[0], request) if found else None


class SessionAuthentication(authentication.SessionAuthentication):
    """The admin's session, for officers who try the API in their browser; needs the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Officer, Actor] | None:
        found = super().authenticate(request)
        return _acting(found[0], request) if found else None


def _acting(caller: Officer, request: Request) -> tuple[Officer, Actor]:
    named = request.headers.get(PRINCIPAL_HEADER)
    if named is None:
        return caller, Actor(caller)
    # Header values reach Python as Latin-1; usernames may hold any letter.
    username = named.encode("latin-1", "replace").decode("utf-8", "replace").strip()
    officer = colleague_of_machine(caller, username, on=timezone.localdate())
    if officer is None:
        raise Problem(HTTPStatus.FORBIDDEN, "wrong_principal")
    return officer, Actor(officer, machine=caller)
