"""`/api/v1/acts/`: many acts in one request, each done or refused for itself."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.problems import problem_body
from agencies.api.rendering import as_read
from agencies.api.repeating import claim_key, read_key
from agencies.services.repeating import request_digest
from dossiers.api import schema_many_acts as schema
from dossiers.api.answers import done_told
from dossiers.api.bodies import AskedOnOne, read_many
from dossiers.api.problems import as_problem
from dossiers.api.single import DossierDoor
from dossiers.domain.refusals import ActRefused
from dossiers.selectors.listing import row_of
from dossiers.services import Done
from dossiers.services.together import Asked, Told, do_each
from procedures.domain.clock import ClockError
from procedures.domain.zone import local_day


@dataclass(frozen=True, slots=True)
class _Item:
    """An act of the request: ready to be done, or refused before it was tried."""

    key: str
    ready: Asked | None
    refusal: ActRefused | None = None


class ManyActs(DossierDoor):
    """POST does each act in a transaction of its own, in the order given."""

    #: Each act stands under a key of its own, so that a repetition does only what was not done.
    in_one_transaction = False

    @extend_schema(**schema.DO_ACTS)
    def post(self, request: Request) -> Response:
        asked = read_many(request.data, now=self.now)
        key = read_key(request)
        if key is not None:
            claim_key(request, key=key, said=request.data)
        items = [self._item(one, number, key) for number, one in enumerate(asked)]
        told = iter(self._done([item.ready for item in items if item.ready]))
        results = [
            self._result(item, next(told) if item.ready else Told(refusal=item.refusal))
            for item in items
        ]
        return Response({"results": results})

    def _item(self, one: AskedOnOne, number: int, key: str | None) -> _Item:
        if one.asked is None:
            return _Item(one.key, None, one.refusal)
        try:
            dossier = self.dossier(one.key)
        except ActRefused as refusal:
            return _Item(one.key, None, refusal)
        ready = Asked(
            one.asked.act,
            dossier.pk,
            one.asked.facts,
            one.asked.at,
            version=one.version,
            key=_key_of_one(key, number) if key else "",
            digest=request_digest(self.officer, one.said),
        )
        return _Item(one.key, ready)

    def _done(self, asked: Sequence[Asked]) -> list[Told]:
        return do_each(asked, actor=self.actor, today=local_day(self.now), tell=self._tell)

    def _tell(self, done: Done) -> dict[str, Any]:
        return as_read(done_told(row_of(done.dossier, at=self.now), done.event))

    def _result(self, item: _Item, told: Told) -> dict[str, Any]:
        problem = self._problem(item.key, told.refusal) if told.refusal else None
        return {
            "dossier": item.key,
            "status": problem["status"] if problem else HTTPStatus.OK.value,
            "repeated": told.repeated,
            "done": told.content,
            "problem": problem,
        }

    def _problem(self, key: str, refusal: ActRefused | ClockError) -> Mapping[str, Any]:
        body = problem_body(as_problem(refusal))
        if isinstance(refusal, ActRefused) and refusal.code == "stale":
            body |= self.meanwhile(key, refusal)
        return body


def _key_of_one(key: str, number: int) -> str:
    """Longer keys fit too; with a blank in it, it is nobody's own key."""
    return f"{hashlib.sha256(key.encode()).hexdigest()} {number}"
