"""When a moment set for the office is missed."""

from datetime import UTC, timedelta

from dossiers.domain.missed import is_missed, missed_moment
from tests.factories import moment

DUE = moment("2026-11-20 07:30")


def test_the_minute_itself_is_in_time() -> None:
    assert not is_missed(DUE, at=DUE)
    assert is_missed(DUE, at=DUE + timedelta(seconds=1))


def test_the_opening_of_the_day_is_more_than_its_first_second() -> None:
    assert not is_missed(DUE, at=DUE + timedelta(minutes=30), grace_minutes=30)
    assert is_missed(DUE, at=DUE + timedelta(minutes=31), grace_minutes=30)


def test_one_moment_has_one_name_in_every_zone() -> None:
    assert (
        missed_moment(DUE) == missed_moment(DUE.astimezone(UTC)) == "due:2026-11-20T00:30:00+00:00"
    )
