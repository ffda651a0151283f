"""`manage.py due` on the stored calendar."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from procedures.models import CalendarEdition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar(db: None) -> None:
    call_command("load_reference", stdout=io.StringIO())


def ask(*words: str) -> str:
    told = io.StringIO()
    with override("en"):
        call_command("due", *words, stdout=told)
    return told.getvalue()


def test_the_command_answers_with_date_and_reasons():
    told = json.loads(
        ask("--received=2026-11-19T16:40", "--limit=5", "--unit=working_day", "--json")
    )
    assert told["due_at"] == "2026-11-27T17:00:00+07:00"
    assert {"date": "2026-11-24", "why": "holiday", "name": "Ngày Văn hóa Việt Nam"} in told[
        "skipped"
    ]
    assert told["calendar_version"] >= 1


def test_events_are_given_one_by_one():
    told = ask(
        *("--received=2026-11-19T16:40", "--limit=5", "--unit=working_day"),
        *("--event=extend@2026-11-26T10:00>2026-12-02T17:00", "--as-of=2026-11-30T17:00"),
    )
    assert "New return date set at 10:00 26/11/2026: due at 17:00 02/12/2026." in told
    assert told.rstrip().endswith("2 days left")


def test_own_days_replace_the_stored_ones():
    told = ask(
        *("--received=2026-11-19T16:40", "--limit=5", "--unit=working_day", "--json"),
        *("--holiday=2026-11-20", "--worked=2026-11-21"),
    )
    assert json.loads(told)["due_at"] == "2026-11-26T17:00:00+07:00"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--limit=5", "--unit=working_day"], "missing_key"),
        (["--received=2026-11-19T16:40", "--unit=working_day"], "missing_key"),
        (["--received=2026-11-19T16:40", "--limit=five", "--unit=working_day"], "bad_limit"),
        (["--received=2017-11-19T16:40", "--limit=5", "--unit=working_day"], "before_calendar"),
        (
            ["--received=2026-11-19T16:40", "--limit=5", "--unit=month", "--event=hold"],
            "bad_moment",
        ),
    ],
)
def test_a_question_without_answer_is_refused_in_words_and_as_json(words: list[str], code: str):
    with pytest.raises(CommandError, match=code):
        ask(*words)
    told = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("due", *words, "--json", stdout=told)
    assert left.value.code == 1
    assert json.loads(told.getvalue())["error"] == code


def test_before_any_calendar_is_stored_the_shipped_one_answers_and_that_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    CalendarEdition.objects.all().delete()
    told = json.loads(
        ask("--received=2026-11-19T16:40", "--limit=5", "--unit=working_day", "--json")
    )
    assert told["due_at"] == "2026-11-27T17:00:00+07:00"
    assert told["calendar_version"] == 0
    assert "comes with the software" in capsys.readouterr().err
