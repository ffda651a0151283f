"""Who calls: an officer or machine by token, an officer by the admin's session; a machine may name its officer."""

from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone
from rest_framework import authentication
from rest_framework.request import Request

from agencies.api.problems import Problem
from agencies.domain.tokens import Scope, TokenState, is_taken_from, state_of
from agencies.models import AccessToken, Officer
from agencies.selectors import Actor, roles_of
from agencies.selectors.callers import Caller, caller_by_token, colleague_of_machine
from agencies.selectors.clients import client_address, client_of
from agencies.services.counting import count
from agencies.services.tokens import note_use

#: With it a machine names the officer for whom it acts and reads.
PRINCIPAL_HEADER = "On-Behalf-Of"
_SCHEME = "bearer"


class TokenProblem(Problem):
    """A token is refused, with the challenge that RFC 6750 demands beside the problem document.

    `wait` is the number of seconds after which another try is looked at, told as `Retry-After`.
    """

    wait = 0

    def __init__(
        self, code: str, *, status: HTTPStatus = HTTPStatus.UNAUTHORIZED, **params: Any
    ) -> None:
        super().__init__(status, code, **params)
        self.auth_header = 'Bearer error="invalid_token"'


class MissingScope(TokenProblem):
    """The token is good, but does not open this door."""

    def __init__(self, scope: Scope) -> None:
        super().__init__("missing_scope", status=HTTPStatus.FORBIDDEN, name=scope.value)
        self.auth_header = f'Bearer error="insufficient_scope", scope="{scope.value}"'


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …` (RFC 6750); afterwards `request.auth` is the `Actor`."""

    def authenticate(self, request: Request) -> tuple[Officer, Actor] | None:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != _SCHEME:
            return None
        caller = caller_by_token(text.strip(), on=timezone.localdate())
        if caller is None or caller.token is None or not caller.officer.is_active:
            raise _wrong(request)
        _refuse_unless_taken(caller.token, request)
        return _acting(caller, request)

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The admin's session, for officers who try the API in their browser; needs the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Officer, Actor] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        officer = found[0]
        return _acting(Caller(officer, roles_of(officer, on=timezone.localdate())), request)


def _wrong(request: Request) -> TokenProblem:
    """A wrong token is counted, and beyond the allowance of an address no longer told apart from anything."""
    wait = count(
        f"token:{client_address(request)}",
        now=timezone.now().timestamp(),
        allowed=settings.TOKEN_FAILURES,
        period=settings.TOKEN_FAILURE_MINUTES * 60,
    )
    if not wait:
        return TokenProblem("authentication_failed")
    problem = TokenProblem("too_many_requests", status=HTTPStatus.TOO_MANY_REQUESTS)
    problem.wait = wait
    return problem


def _refuse_unless_taken(token: AccessToken, request: Request) -> None:
    """Whoever holds the true token is told why it opens nothing; a wrong one learns nothing."""
    now = timezone.now()
    state = state_of(expires_at=token.expires_at, revoked_at=token.revoked_at, at=now)
    if state != TokenState.VALID:
        raise TokenProblem(f"token_{state}")
    address = client_of(request)
    if not is_taken_from(address, token.addresses):
        raise TokenProblem("token_wrong_address")
    note_use(token, at=now, address=str(address) if address else None)


def _acting(caller: Caller, request: Request) -> tuple[Officer, Actor]:
    on = timezone.localdate()
    named = request.headers.get(PRINCIPAL_HEADER)
    if named is None:
        structlog.contextvars.bind_contextvars(user_id=caller.officer.pk)
        return caller.officer, Actor(
            caller.officer, token=caller.token, read_roles={on: caller.roles}
        )
    # Header values reach Python as Latin-1; usernames may hold any letter.
    username = named.encode("latin-1", "replace").decode("utf-8", "replace").strip()
    colleague = colleague_of_machine(caller.roles, username, on=on)
    if colleague is None:
        raise Problem(HTTPStatus.FORBIDDEN, "wrong_principal")
    officer, machine = colleague.officer, caller.officer
    structlog.contextvars.bind_contextvars(user_id=officer.pk, machine_id=machine.pk)
    return officer, Actor(
        officer, machine=machine, token=caller.token, read_roles={on: colleague.roles}
    )
