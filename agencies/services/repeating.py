"""Asked twice, done once: under a caller's key the answer of the first time is given again.

The key is a caller's `Idempotency-Key`, or the hidden one of a form at the desk.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from agencies.models import IdempotencyKey, Officer
from agencies.selectors.prepared import planned_cursor
from agencies.services.writing import update_row


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of a deed, in plain JSON; over HTTP with status and headers."""

    content: Any
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Once:
    """An answer, and whether it had been given before."""

    answer: Answer
    repeated: bool


class KeyUsed(Exception):
    """The key came with another request before, which got this answer; nothing has changed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__("idempotency_conflict")


def request_digest(officer: Officer, request: Any) -> str:
    """What was asked and for whom, whatever the order and spacing of the words."""
    canonical = json.dumps([officer.pk, request], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def once(deed: Callable[[], Answer], *, caller: Officer, key: str, digest: str) -> Once:
    """Do a deed once for a caller's key; a repetition gets the first answer, also at the same moment.

    Key and deed stand or fall together, in one transaction. The key is held by a unique row: who
    comes second waits for the first to commit, or takes over when it was refused. Raises `KeyUsed`
    when the key came with another request; what the deed itself refuses leaves no key behind.
    """
    held = _held(caller, key, digest)
    if held.request_digest != digest:
        raise KeyUsed(_answer(held))
    if held.answer is not None:
        return Once(_answer(held), repeated=True)
    answer = deed()
    held.answer, held.status, held.headers = answer.content, answer.status, dict(answer.headers)
    update_row(held, but=frozenset({"created_at"}))
    return Once(answer, repeated=False)


def answer_given(*, caller: Officer, key: str, digest: str) -> Answer | None:
    """The answer that a request of the caller has had, None if it was never done."""
    found = IdempotencyKey.objects.filter(caller=caller, key=key, request_digest=digest).first()
    return _answer(found) if found else None


def forget_answers(*, before: datetime) -> int:
    """Drop what was kept before a moment; returns how many. A later repetition is a new request."""
    dropped, _ = IdempotencyKey.objects.filter(created_at__lt=before).delete()
    return dropped


def _held(caller: Officer, key: str, digest: str) -> IdempotencyKey:
    """The row of the key: this request's, or another's that has committed."""
    while True:
        with planned_cursor() as cursor:
            cursor.execute(_HOLD, [caller.pk, key, digest])
            if row := cursor.fetchone():
                return IdempotencyKey(pk=row[0], caller=caller, key=key, request_digest=digest)
        found = IdempotencyKey.objects.filter(caller=caller, key=key).first()
        if found is not None:  # else it was forgotten in between, at its age
            return found


#: The ORM does not tell which of the rows that it inserts "ignoring conflicts" are new.
_HOLD = """
    INSERT INTO agencies_idempotencykey (caller_id, key, request_digest, headers)
    VALUES (%s, %s, %s, '{}')
    ON CONFLICT (caller_id, key) DO NOTHING RETURNING id
"""


def _answer(held: IdempotencyKey) -> Answer:
    return Answer(held.answer, held.status, held.headers)
