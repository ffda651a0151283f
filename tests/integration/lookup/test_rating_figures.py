"""Figures over ratings: by agency, unit and month, by content; never of fewer than five."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers.domain.rating import Content
from dossiers.models import Dossier, Rating
from dossiers.selectors.ratings import Grouping, public_figures, rating_figures
from tests.factories import Office, dossier_in, moment

AT = moment("2026-03-12 09:00")
YEAR = {"since": moment("2026-01-01 00:00"), "until": moment("2027-01-01 00:00")}


def rate(
    office: Office, *scores: int, at: datetime = AT, agency: object = None, **answers: int
) -> None:
    for score in scores:
        dossier = dossier_in(office, "received", at=AT)
        if agency is not None:
            Dossier.objects.filter(pk=dossier.pk).update(agency=agency)
        Rating.objects.create(dossier=dossier, score=score, answers=answers, at=at)


def test_marks_are_counted_averaged_and_told_by_agency_and_receiving_unit(office: Office) -> None:
    rate(office, 5, 5, 4, 2, 1)
    for by, agency in (
        (Grouping.AGENCY, office.department),
        (Grouping.RECEIVING_UNIT, office.centre),
    ):
        (figure,) = rating_figures(by, **YEAR)
        assert (figure.key, figure.name) == (agency.code, agency.name)
        assert (figure.count, figure.mean, figure.satisfied) == (5, Decimal("3.4"), 60)
        assert figure.marks == {1: 1, 2: 1, 3: 0, 4: 1, 5: 2}


def test_four_ratings_have_no_figure_and_the_fifth_makes_one(office: Office) -> None:
    rate(office, 5, 5, 5, 5)
    assert [rating_figures(by, **YEAR) for by in Grouping] == [[], [], [], []]
    rate(office, 5)
    assert [len(rating_figures(by, **YEAR)) for by in Grouping] == [1, 1, 1, 1]


def test_a_content_is_the_sum_of_its_points_by_the_dossiers_that_have_an_answer(
    office: Office,
) -> None:
    rate(office, 4, 4, 4, time=2)
    rate(office, 4, 4, time=1, attitude=0)
    rate(office, 4)
    (figure,) = rating_figures(Grouping.PROVINCE, **YEAR)
    assert figure.by_content == {Content.TIME: Decimal("1.6")}, "two answers make no figure"


def test_months_are_the_offices_own(office: Office) -> None:
    rate(office, 3, 3, 3, 3, 3, at=moment("2026-03-31 23:30"))
    rate(office, 3, 3, 3, 3, 3, at=moment("2026-04-01 00:30"))
    found = rating_figures(Grouping.MONTH, **YEAR)
    assert [(figure.key, figure.count) for figure in found] == [("2026-03", 5), ("2026-04", 5)]


def test_only_the_period_asked_for_counts(office: Office) -> None:
    rate(office, 3, 3, 3, 3, 3)
    later = {"since": moment("2026-03-12 09:01"), "until": YEAR["until"]}
    assert rating_figures(Grouping.AGENCY, **later) == []


def test_the_provinces_line_does_not_betray_the_agencies_left_out(office: Office) -> None:
    rate(office, 5, 5, 5, 5, 5)
    rate(office, 1, agency=office.commune)
    agencies, province = public_figures(**YEAR)
    assert [figure.key for figure in agencies] == [office.department.code]
    assert province is not None
    assert (province.count, province.mean) == (5, Decimal("5.0"))


def test_everybody_may_read_the_page_and_nobody_a_mark(client: Client, office: Office) -> None:
    rate(office, 5, 5, 4, 4, 1)
    shown = client.get("/danh-gia/?nam=2026").content.decode()
    assert office.department.name in shown
    assert "3,8" in shown
    assert "H41.01.02-" not in shown


@pytest.mark.parametrize("year", ["", "2025", "năm", "99999"])
def test_a_year_without_figures_says_so(client: Client, db: None, year: str) -> None:
    answer = client.get("/danh-gia/", {"nam": year}, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 200
    assert "too few ratings" in answer.content.decode()


def test_the_page_asks_no_more_for_more_agencies(client: Client, office: Office) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/danh-gia/?nam=2026")
        return len(asked)

    rate(office, 3, 3, 3, 3, 3)
    few = queries()
    rate(office, 3, 3, 3, 3, 3, agency=office.commune)
    assert queries() == few == 2
