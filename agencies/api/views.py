"""The two kinds of REST doors: for everybody, and for officers and machines that signed in."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.api.authentication import MissingScope
from agencies.api.deprecation import Deprecation
from agencies.api.parts import fields_asked, telling_of
from agencies.api.problems import Problem
from agencies.api.repeating import done_once, read_key, said_in
from agencies.api.visitors import VisitorRate
from agencies.domain.tokens import Scope
from agencies.models import Officer
from agencies.selectors import Actor, RoleSet


class Door(APIView):
    """A door that has read the clock once, so that one answer tells one moment."""

    http_method_names = ["get", "head", "post"]
    #: Set on a door that will be taken away.
    deprecation: Deprecation | None = None
    #: The members of the answer that the caller asks for, None for all.
    fields: frozenset[str] | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in SAFE_METHODS:
            self.fields = fields_asked(request, telling_of(type(self)))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Whatever a GET tells, it tells only the fields asked for; a deprecated door says that it is."""
        if self.fields and response.status_code == HTTPStatus.OK:
            response.whole = response.data  # by it is noted whose data were shown
            response.data = telling_of(type(self)).only(self.fields, response.data)
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in self.deprecation.headers.items() if self.deprecation else ():
            response.headers[name] = value
        return response

    @cached_property
    def now(self) -> datetime:
        return timezone.now()


class PublicDoor(Door):
    """Needs no account; what it shows is the same for everybody."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (VisitorRate,)


class OfficerDoor(Door):
    """Needs a token or a session; knows who acts and which roles they hold today.

    What a token must open for it stands in `read_scope` and `write_scope`; None: any token will do.
    """

    read_scope: Scope | None = Scope.DOSSIERS_READ
    write_scope: Scope | None = Scope.DOSSIERS_ACT

    #: Under an `Idempotency-Key` a POST is done in one transaction with the answer that is kept. A
    #: door whose deeds have a transaction each says no, and gives each a key of its own; so does one
    #: that does nothing.
    in_one_transaction = True
    #: What the answer of a POST shows is shown once and kept nowhere.
    tells_secret = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = read_key(request) if request.method == "POST" else None
        if key is not None and self.in_one_transaction and hasattr(self, "post"):
            self.post = partial(self._done_once, key, self.post)

    def said(self, request: Request) -> Any:
        """What the body says, as JSON, by which a repetition is known; of a stream the digest of its bytes."""
        return said_in(request.data)

    def _done_once(
        self, key: str, post: Callable[..., Response], request: Request, /, **named: Any
    ) -> Response:
        return done_once(
            request,
            lambda: post(request, **named),
            key=key,
            said=self.said(request),
            tells_secret=self.tells_secret,
        )

    @property
    def actor(self) -> Actor:
        return self.request.auth

    @property
    def officer(self) -> Officer:
        return self.actor.officer

    @cached_property
    def roles(self) -> RoleSet:
        return self.actor.roles(on=timezone.localdate(self.now))

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        scope = self.read_scope if request.method in SAFE_METHODS else self.write_scope
        if scope is not None:
            self.require(scope)

    def require(self, scope: Scope) -> None:
        """Refuses `missing_scope` where the caller's token does not open it."""
        if not self.actor.may(scope):
            raise MissingScope(scope)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing of a dossier stays in a cache that others share."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class NothingHere(PublicDoor):
    """Any other address below `/api/`."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whatever the method and the query."""
        raise Problem(HTTPStatus.NOT_FOUND, "not_found")
