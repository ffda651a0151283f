"""Asked twice, done once: the answer of the first time is given again.

The key is a caller's `Idempotency-Key`, or the hidden one of a form at the desk.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction

from agencies.models import IdempotencyKey, Officer
from dossiers.domain.refusals import ActRefused
from dossiers.services import Call, Done, do_act


@dataclass(frozen=True, slots=True)
class Once:
    """An answer, and whether it had been given before."""

    answer: dict[str, Any]
    repeated: bool


def request_digest(officer: Officer, request: Mapping[str, Any]) -> str:
    """What was asked and for whom, whatever the order and spacing of the words."""
    canonical = json.dumps([officer.pk, request], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def do_once(
    act: str,
    *,
    caller: Officer,
    key: str,
    digest: str,
    tell: Callable[[Done], dict[str, Any]],
    **call: Unpack[Call],
) -> Once:
    """Do an act of the table once for a caller's key; a repetition gets the first answer, also at the same moment.

    The key is held by a unique row: who comes second waits for the first to commit, or takes over
    when it was refused. Refuses `idempotency_conflict` when the key came with another request,
    with the `answer` to that one.
    """
    IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(caller=caller, key=key, request_digest=digest)], ignore_conflicts=True
    )
    held = IdempotencyKey.objects.get(caller=caller, key=key)
    if held.request_digest != digest:
        raise ActRefused("idempotency_conflict", answer=held.answer)
    if held.answer is not None:
        return Once(held.answer, repeated=True)
    held.answer = tell(do_act(act, **call))
    held.save(update_fields=["answer"])
    return Once(held.answer, repeated=False)


def answer_given(*, caller: Officer, key: str, digest: str) -> dict[str, Any] | None:
    """The answer that a request of the caller has had, None if it was never done."""
    held = IdempotencyKey.objects.filter(caller=caller, key=key, request_digest=digest).first()
    return held.answer if held else None


def forget_answers(*, before: datetime) -> int:
    """Drop what was kept before a moment; returns how many. A later repetition is a new request."""
    dropped, _ = IdempotencyKey.objects.filter(created_at__lt=before).delete()
    return dropped
