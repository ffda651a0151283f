"""A name is found by its words whole, the last cut short; where nobody is called so, by each cut short."""

from typing import Any

import pytest
from django.test import Client

from dossiers.models import Dossier
from dossiers.selectors.finding import search_dossiers
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.integration.api.caller import Caller
from tests.integration.dossiers.admin.conftest import LIST, Desk

AT = moment("2026-03-10 09:00")


@pytest.fixture
def named(office: Office) -> dict[str, Dossier]:
    names = ("Ngũ Văn An", "Nguyễn Văn Anh", "Hoàng Thị Hà", "Hoàng Thị Hà")
    return {
        f"{name} {number}": perform_act(
            office, "receive", at=AT, applicant={**APPLICANT, "name": name}
        )
        for number, name in enumerate(names, 1)
    }


def found(words: str) -> set[str]:
    return {each.applicant.name for each in search_dossiers(Dossier.objects.all(), words)}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("ngu van an", {"Ngũ Văn An"}),  # "Nguyễn" is not whole
        ("an ngu", {"Ngũ Văn An"}),
        ("van an", {"Ngũ Văn An", "Nguyễn Văn Anh"}),  # the last may be cut short
        ("nguy van an", {"Nguyễn Văn Anh"}),  # nobody is called "Nguy"
        ("ng v a", {"Ngũ Văn An", "Nguyễn Văn Anh"}),
        ("ngu", {"Ngũ Văn An", "Nguyễn Văn Anh"}),  # one word is the last
        ("ngu thi", set()),
        ("' &", set()),
    ],
)
def test_words_are_whole_but_for_the_last_unless_nobody_is_called_so(
    named: dict[str, Dossier], words: str, names: set[str]
) -> None:
    assert found(words) == names


def test_whom_the_officer_cannot_see_is_no_reason_to_leave_out_others(
    named: dict[str, Dossier],
) -> None:
    others = Dossier.objects.exclude(pk=named["Ngũ Văn An 1"].pk)
    assert [each.applicant.name for each in search_dossiers(others, "ngu van an")] == [
        "Nguyễn Văn Anh"
    ]


def listed(counter: Client, **asked: Any) -> set[str]:
    page = counter.get(LIST, asked)
    return {dossier.applicant.name for dossier in page.context["cl"].result_list}


def test_the_desk_reads_words_as_every_list_does(named: dict[str, Dossier], office: Office) -> None:
    counter = Desk(office.counter)
    assert listed(counter, q="ngu van an") == {"Ngũ Văn An"}
    assert listed(counter, q="nguy van an") == {"Nguyễn Văn Anh"}
    assert listed(counter, q="nguy thi an") == set()


def test_what_was_found_by_words_cut_short_can_be_acted_on_together(
    named: dict[str, Dossier], office: Office
) -> None:
    chosen = named["Nguyễn Văn Anh 2"].pk
    answer = Desk(office.counter).post(
        f"{LIST}?q=nguy+van+an",
        {"action": "transfer_selected", "_selected_action": [chosen]},
    )
    assert [line.dossier.pk for line in answer.context["lines"]] == [chosen]


@pytest.mark.parametrize("words", ["hoang thi ha", "hoa th ha"])
def test_every_page_of_a_list_reads_words_alike(
    named: dict[str, Dossier], office: Office, words: str
) -> None:
    counter = Caller(office.counter)
    page = counter.get("dossiers/", {"q": words, "page_size": 1, "count": "true"})
    assert page["count"] == 2
    behind = counter.get(page["next"].removeprefix("http://testserver"))
    assert (len(page["results"]), len(behind["results"]), behind["next"]) == (1, 1, None)
    assert page["results"] != behind["results"]


def test_a_filter_leaves_others_to_be_found_by_words_cut_short(
    named: dict[str, Dossier], office: Office
) -> None:
    perform_act(office, "transfer", at=AT, dossier=named["Nguyễn Văn Anh 2"])
    counter = Caller(office.counter)
    for state, name in (("received", "Ngũ Văn An"), ("processing", "Nguyễn Văn Anh")):
        (told,) = counter.get("dossiers/", {"q": "ngu van an", "state": state})["results"]
        assert told["applicant"]["name"] == name
