"""`due --lines`: one answer a line, in order, whatever the line holds; no database needed."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from procedures.management.commands.due import answer_lines

OWN = {"holidays": ["2026-11-24"], "hours": "07:30-12:00,13:30-17:00"}
QUESTION = {"received": "2026-11-19T16:40", "limit": 5, "unit": "working_day", **OWN}


def answers(*lines: bytes) -> list[dict]:
    sink = io.BytesIO()
    answer_lines(lines, sink)
    return [json.loads(line) for line in sink.getvalue().decode("utf-8").splitlines()]


def line(**values: object) -> bytes:
    return json.dumps({**QUESTION, **values}).encode() + b"\n"


def test_each_line_is_answered_in_its_place():
    told = answers(line(), b"\n", b"  \r\n", b"nonsense\n", line(limit=1), line(unit="week"))
    assert [answer.get("due_at", answer.get("error")) for answer in told] == [
        "2026-11-27T17:00:00+07:00",
        "bad_json",
        "2026-11-20T17:00:00+07:00",
        "unknown_unit",
    ]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"\xff\xfe", "bad_encoding"),
        (b"[" * 100_000, "bad_json"),
        (b"1" * 5_000, "bad_json"),
        (b'"text"', "not_an_object"),
        (b'{"received": "\\ud800"}', "bad_moment"),
        (b'{"\\ud800": 1}', "unknown_key"),
    ],
)
def test_a_line_that_is_no_question_gets_its_error(bad: bytes, code: str):
    told = answers(bad, line())
    assert told[0]["error"] == code
    assert told[0]["detail"]
    assert told[1]["due_at"] == "2026-11-27T17:00:00+07:00"


def test_a_byte_order_mark_is_no_part_of_the_question():
    assert answers(b"\xef\xbb\xbf" + line())[0]["due_at"]


def test_lines_and_options_do_not_mix():
    with pytest.raises(CommandError):
        call_command("due", lines=True, limit="5")


def test_an_answer_for_a_moment_says_whether_it_is_late_and_what_is_left():
    (told,) = answers(line(as_of="2026-11-28T00:00"))
    assert told["overdue"] is True
    assert told["time_left"]
    assert told["warn_on"] == "2026-11-26"
