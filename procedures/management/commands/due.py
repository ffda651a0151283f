"""`due`: when is a dossier due, and why; one question from the options, or many from lines of JSON."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext

from procedures.domain.calendar import WorkCalendar
from procedures.domain.calendar_file import calendar_of, parse_calendar
from procedures.domain.clock import (
    ClockError,
    ClockKind,
    Due,
    StartRule,
    time_left,
    warn_from,
)
from procedures.domain.limits import LimitUnit
from procedures.domain.question import Question, answer_as_json, read_question
from procedures.domain.rulesets import RULESETS
from procedures.selectors import work_calendar
from procedures.services.reference import CALENDAR_FILE
from procedures.wording import error_sentence, explain, step_sentence, time_left_label

ONE_QUESTION = ("received", "limit", "unit", "holidays", "worked", "hours", "events", "as_of",
                "ruleset", "start_rule")  # fmt: skip
ENCODER = json.JSONEncoder(ensure_ascii=False)
WHOLE_NUMBER = re.compile(r"[+-]?\d{1,18}", re.ASCII)


class Command(BaseCommand):
    help = (
        "Says when a dossier is due and why. A moment without offset is Vietnam's time. With "
        "--lines, reads one JSON object a line from standard input and answers each on its own line."
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--received", metavar="ISO", help="moment of reception")
        parser.add_argument("--limit", metavar="N", help="the time limit (not with same_day)")
        parser.add_argument("--unit", help=f"one of {', '.join(LimitUnit)}")
        parser.add_argument(
            "--holiday", dest="holidays", action="append", metavar="DATE", help="a day off; replaces the stored lists"
        )  # fmt: skip
        parser.add_argument(
            "--worked", action="append", metavar="DATE", help="a Saturday or Sunday worked; replaces the stored lists"
        )  # fmt: skip
        parser.add_argument("--hours", help="office hours, such as 07:30-12:00,13:30-17:00")
        parser.add_argument(
            "--event", dest="events", action="append", metavar="KIND@ISO",
            help=f"what happened ({', '.join(ClockKind)}), in order; extend@AT>UNTIL",
        )  # fmt: skip
        parser.add_argument("--as-of", metavar="ISO", help="the moment the answer is told for")
        parser.add_argument("--ruleset", help=f"one of {', '.join(RULESETS)}")
        parser.add_argument("--start-rule", help=f"one of {', '.join(StartRule)}")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--lines", action="store_true", help="many questions, one a line")

    def handle(self, *args: Any, **options: Any) -> None:
        given = {name: options[name] for name in ONE_QUESTION if options.get(name) is not None}
        if options["lines"]:
            if given:
                raise CommandError("--lines takes its questions from standard input alone.")
            answer_lines(sys.stdin.buffer, sys.stdout.buffer)
            return
        try:
            question = read_question(_from_options(given))
            calendar = question.calendar(stored_calendar)
            answer = question.answer(calendar)
        except ClockError as error:
            self._refuse(error, as_json=options["json"])
            return
        if options["json"]:
            self.stdout.write(_as_line(_told(question, calendar, answer)))
        else:
            self.stdout.write("\n".join(_in_words(question, calendar, answer)))

    def _refuse(self, error: ClockError, *, as_json: bool) -> None:
        if not as_json:
            raise CommandError(f"{error_sentence(error)} [{error.code}]")
        self.stdout.write(_as_line(_refusal(error)))
        sys.exit(1)


def stored_calendar() -> WorkCalendar:
    """The database's calendar; before there is one, that which comes with the software, and says so."""
    try:
        calendar = work_calendar()
    except DatabaseError:  # nothing has been migrated yet
        calendar = None
    if calendar is None or not calendar.version:
        note = gettext(
            "No calendar is stored yet: counted with the one that comes with the software."
        )
        sys.stderr.write(f"{note}\n")
        calendar = calendar_of(parse_calendar(CALENDAR_FILE.read_text(encoding="utf-8")))
    return calendar


def answer_lines(source: Iterable[bytes], sink: BinaryIO) -> None:
    """Answer every line that is not empty, in order; a bad one with its error in its place."""
    stored = cache(stored_calendar)
    for line in source:
        text = line.strip()
        if not text:
            continue
        try:
            question = read_question(_parsed(text))
            calendar = question.calendar(stored)
            told = _told(question, calendar, question.answer(calendar))
        except ClockError as error:
            told = _refusal(error)
        # A lone surrogate from a \u escape goes back out as the escape it came in as.
        sink.write(_as_line(told).encode("utf-8", "backslashreplace") + b"\n")
        sink.flush()


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ClockError("bad_encoding") from None
    except (ValueError, RecursionError):
        raise ClockError("bad_json") from None


def _from_options(given: dict[str, Any]) -> dict[str, Any]:
    values = dict(given)
    if "limit" in values and WHOLE_NUMBER.fullmatch(values["limit"]):
        values["limit"] = int(values["limit"])
    if "events" in values:
        values["events"] = [_event(text) for text in values["events"]]
    return values


def _event(text: str) -> list[str]:
    kind, _, moments = text.partition("@")
    return [kind, *moments.split(">")]


def _told(question: Question, calendar: WorkCalendar, answer: Due) -> dict[str, Any]:
    told = answer_as_json(answer)
    for step, told_step in zip(answer.steps, told["explanation"], strict=True):
        told_step["text"] = step_sentence(step)
    warn_on = warn_from(answer, calendar, ruleset=question.ruleset)
    told["warn_on"] = warn_on.isoformat() if warn_on else None
    if question.as_of is not None:
        left = time_left(answer, calendar, at=question.as_of)
        told["overdue"] = answer.is_overdue(question.as_of)
        told["time_left"] = time_left_label(left) if left else None
    return told


def _refusal(error: ClockError) -> dict[str, str]:
    return {"error": error.code, "detail": error_sentence(error)}


def _as_line(told: dict[str, Any]) -> str:
    return ENCODER.encode(told)


def _in_words(question: Question, calendar: WorkCalendar, answer: Due) -> Iterator[str]:
    yield from explain(answer)
    if question.as_of is not None:
        left = time_left(answer, calendar, at=question.as_of)
        if left is not None:
            yield time_left_label(left)
