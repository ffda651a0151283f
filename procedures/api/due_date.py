"""`/api/v1/due-date/`: when would a dossier be due, and why; for everybody, without a dossier."""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import with_plus
from agencies.api.problems import Problem, bad_parameter
from agencies.api.queries import Query
from agencies.api.views import PublicDoor
from procedures.api import schema
from procedures.api.answers import clock_told
from procedures.domain.clock import ClockError
from procedures.domain.question import KEYS, Question, read_question
from procedures.selectors import work_calendar
from procedures.wording import error_sentence


class DueDate(PublicDoor):
    """The calculator: the same answer as `manage.py due --json`."""

    @extend_schema(**schema.DUE_DATE)
    def get(self, request: Request) -> Response:
        query = Query(request, KEYS)
        try:
            question = read_question(_values(query))
            told = _told(question)
        except ClockError as error:
            raise _refused(error) from None
        return Response(told)


def _told(question: Question) -> dict[str, Any]:
    calendar = question.calendar(work_calendar)
    answer = question.answer(calendar)
    return clock_told(answer, calendar, ruleset=question.ruleset, at=question.as_of)


def _values(query: Query) -> dict[str, Any]:
    """The question as its JSON form has it; what is not given stays out."""
    given = {name: _READERS.get(name, Query.text)(query, name) for name in KEYS}
    return {name: value for name, value in given.items() if value not in ("", [])}


def _moment(query: Query, name: str) -> str:
    return with_plus(query.text(name))


def _number(query: Query, name: str) -> int | str:
    text = query.text(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _events(query: Query, name: str) -> list[list[str]]:
    """`stop@2026-11-20T08:00`, `extend@AT>UNTIL`."""
    parted = (text.partition("@") for text in query.texts(name))
    return [
        [kind, *(with_plus(moment) for moment in moments.split(">"))] for kind, _, moments in parted
    ]


_READERS: Mapping[str, Callable[[Query, str], Any]] = {
    "received": _moment,
    "as_of": _moment,
    "limit": _number,
    "holidays": Query.texts,
    "worked": Query.texts,
    "events": _events,
}

#: Which parameter a refusal is about, where it does not say so itself.
_FIELDS: Mapping[str, str] = {
    "as_of_before_start": "as_of",
    "bad_event": "events",
    "bad_hours": "hours",
    "bad_limit": "limit",
    "before_calendar": "received",
    "day_both_ways": "worked",
    "no_calendar": "received",
    "out_of_range": "received",
    "unknown_event": "events",
    "unknown_ruleset": "ruleset",
    "unknown_start_rule": "start_rule",
    "unknown_unit": "unit",
}


def _refused(error: ClockError) -> Problem:
    name = error.params.get("key") or _FIELDS.get(error.code, "events")
    return bad_parameter(error.code, str(name), detail=error_sentence(error))
