"""Figures balance whatever happened, and each is as many as the list it opens."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.test import Client

from dossiers.domain.spans import Span, span_of_days
from dossiers.models import Dossier
from dossiers.selectors.figures import OF_THE_CLOCK, Figure, counted
from procedures.domain.calendar import WorkCalendar
from procedures.domain.zone import local, local_day
from procedures.selectors import work_calendar
from reports.domain.settlement import Settlement, together
from reports.selectors.lines import By
from reports.selectors.load import TIME_LEFT, open_dossiers
from reports.selectors.settlement import concerned, settlement
from tests.factories import Office
from tests.integration.reports.conftest import NOW, scope_for

pytestmark = pytest.mark.django_db


def spans() -> Iterator[Span]:
    """Spans of every kind: before everything, of a day, over the turn of a month, the last one, all."""
    yield span_of_days(date(2026, 7, 1), date(2026, 7, 31))
    yield span_of_days(date(2026, 9, 15), date(2026, 9, 15))
    yield span_of_days(date(2026, 9, 20), date(2026, 10, 10))
    yield span_of_days(date(2026, 11, 1), date(2026, 11, 25))
    yield span_of_days(date(2026, 1, 1), date(2026, 12, 31))


def test_what_came_in_went_out_or_is_left_whatever_happened(histories: Office) -> None:
    assert len({dossier.state for dossier in Dossier.objects.all()}) >= 7
    scope = scope_for(histories)
    for span in spans():
        for by in By:
            for line in settlement(scope, span, by=by):
                assert line.figures.imbalances() == [], (span, line)


def test_nothing_is_asked_for_which_the_database_reads_every_dossier(histories: Office) -> None:
    span = span_of_days(date(2026, 11, 1), date(2026, 11, 25))
    for role in ("oversight", "centre_head", "agency_head"):
        scope = scope_for(histories, role)
        asked = str(concerned(scope, span).query)
        assert '"closed_at" IS NULL' not in asked, "no index knows it; the state says the same"
        assert '"state" IN' in asked
        assert "dossierevent" not in asked, "of the own agency nobody needs to have acted on it"


def test_what_one_span_leaves_the_next_carries_over(histories: Office) -> None:
    scope = scope_for(histories)
    months = [span_of_days(date(2026, month, 1), date(2026, month, 28)) for month in (8, 9, 10, 11)]
    ends = [Span(one.since, following.since) for one, following in pairwise(months)]
    told = [
        together(line.figures for line in settlement(scope, span, by=By.AGENCY)) for span in ends
    ]
    assert [row.pending for row in told[:-1]] == [row.carried for row in told[1:]]
    assert any(row.pending for row in told)


def test_the_columns_say_what_a_count_of_every_dossier_says(histories: Office) -> None:
    scope, span = scope_for(histories), span_of_days(date(2026, 9, 1), date(2026, 10, 31))
    (line,) = settlement(scope, span, by=By.AGENCY)
    assert line.figures == one_by_one(span)


def one_by_one(span: Span) -> Settlement:
    """The same counted naively: every dossier is read and asked."""
    figures: dict[str, int] = {}

    def add(name: str, number: int = 1) -> None:
        figures[name] = figures.get(name, 0) + number

    for dossier in Dossier.objects.exclude(received_at=None):
        closed = dossier.closed_at or datetime.max.replace(tzinfo=NOW.tzinfo)
        if dossier.received_at >= span.until or closed < span.since:
            continue
        if dossier.received_at < span.since:
            add("carried")
        else:
            add("received")
            add("online" if dossier.channel == "online" else "offline")
        asked = dossier.supplements.filter(
            before_reception=False, asked_at__gte=span.since, asked_at__lt=span.until
        )
        add("supplemented", int(asked.exists()))
        if closed >= span.until:
            add("pending")
            is_past = any(
                late and late <= span.until for late in (dossier.late_from, dossier.late_since)
            )
            add("over" if is_past else "within")
        elif dossier.settled_at:
            _add_settled(dossier, add)
        else:
            add("left")
    return Settlement(**figures)


def _add_settled(dossier: Dossier, add: Callable[..., None]) -> None:
    settled = dossier.settled_at
    add("settled")
    add("used_days", used_days(dossier, work_calendar()))
    if dossier.late_since:
        add("late")
        return
    add("early" if local(settled).date() < local(dossier.due_at).date() else "on_time")
    add("reappointed", int(dossier.reappointed_at is not None))


def used_days(dossier: Dossier, calendar: WorkCalendar) -> int:
    """Working days walked through one by one, after the day on which the clock last began."""
    restart = dossier.events.filter(clock="restart").order_by("sequence").last()
    began = local_day(restart.at if restart else dossier.received_at)
    last = local_day(dossier.settled_at)
    days = ((began + timedelta(days=1 + each)) for each in range((last - began).days))
    return sum(calendar.is_working(day) for day in days)


def test_what_is_open_falls_apart_by_time_left(histories: Office) -> None:
    for at in (NOW, NOW + timedelta(days=2), NOW + timedelta(days=400)):
        lines = open_dossiers(scope_for(histories, at=at))
        open_now = Dossier.objects.filter(closed_at=None).count()
        assert sum(sum(line.figures) for line in lines) == open_now
    assert len(TIME_LEFT) == len(lines[0].figures)


def test_each_figure_is_as_many_as_its_list(
    histories: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    desk = Client()
    desk.force_login(histories.oversight, backend="django.contrib.auth.backends.ModelBackend")
    span = span_of_days(date(2026, 9, 1), date(2026, 10, 31))
    shown = 0
    for figure in Figure:
        asked = {"work": "all", "figure": figure.value}
        if figure not in OF_THE_CLOCK:
            asked |= {"figure_since": "2026-09-01", "figure_until": "2026-11-01"}
        expected = Dossier.objects.filter(counted(figure, at=NOW, span=span)).count()
        page = desk.get("/admin/dossiers/dossier/", asked)
        assert page.context["cl"].result_count == expected, figure
        shown += bool(expected)
    assert shown > len(Figure) // 2


def test_a_span_that_is_none_leads_to_no_list(histories: Office) -> None:
    desk = Client()
    desk.force_login(histories.oversight, backend="django.contrib.auth.backends.ModelBackend")
    for asked in (
        {"figure": "late"},
        {"figure": "nonsense"},
        {"figure": "late", "figure_since": "2026-09-01", "figure_until": "x"},
        {"figure": "late", "figure_since": "2026-09-02", "figure_until": "2026-09-01"},
    ):
        assert desk.get("/admin/dossiers/dossier/", asked).status_code == 302, asked
