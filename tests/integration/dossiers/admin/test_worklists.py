"""Worklists at the desk: each shows the moment that matters there, says what to do when empty, opens beside the list."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.domain.roles import Role
from dossiers.models import Dossier
from tests.factories import Office, dossier_in, make_officer, moment, perform_act
from tests.integration.dossiers.admin.conftest import LIST, Desk, text

AT = moment("2026-03-10 09:00")
NOW = moment("2026-03-12 09:00")
Desks = Callable[[Role], Desk]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def shown(client: Desk, pile: str, **more: str) -> set[Dossier]:
    return set(client.get(LIST, {"work": pile, **more}).context["cl"].result_list)


def queries(client: Desk, address: str, **asked: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address, asked)
    return len(captured)


def test_my_desk_is_mine_and_what_nobody_has_claimed_the_units_is_whoever_holds_it(
    office: Office, desk: Desks
) -> None:
    unclaimed, claimed = (dossier_in(office, "processing", at=AT) for _number in range(2))
    facts = {"to_unit": office.unit.code, "to_officer": office.specialist.username}
    claimed = perform_act(office, "hand_over", at=AT, dossier=claimed, **facts)
    elsewhere = dossier_in(office, "processing", at=AT)
    elsewhere = perform_act(office, "hand_over", at=AT, dossier=elsewhere)
    assert shown(desk(Role.SPECIALIST), "my_desk") == {unclaimed, claimed}
    assert shown(desk(Role.UNIT_HEAD), "my_desk") == {unclaimed}
    assert shown(desk(Role.UNIT_HEAD), "unit_desk") == {unclaimed, claimed}
    assert shown(desk(Role.AGENCY_HEAD), "unit_desk") == {unclaimed, claimed, elsewhere}
    neighbour = Desk(make_officer("chuyenvien2", Role.SPECIALIST, office.second_unit))
    assert shown(neighbour, "unit_desk") == {elsewhere}


def test_what_an_agency_was_only_asked_about_is_not_among_its_open_ones(
    office: Office, desk: Desks
) -> None:
    dossier = perform_act(office, "consult", at=AT, dossier=dossier_in(office, "processing", at=AT))
    asked = Desk(make_officer("nguoi-duoc-hoi", Role.AGENCY_HEAD, office.commune))
    assert shown(asked, "to_answer") == shown(asked, "all") == {dossier}
    assert shown(asked, "open") == set()
    assert shown(desk(Role.AGENCY_HEAD), "open") == {dossier}


def test_a_list_is_narrowed_to_an_officer_to_what_nobody_holds_and_to_a_procedure(
    office: Office, desk: Desks
) -> None:
    unclaimed, claimed = (dossier_in(office, "processing", at=AT) for _number in range(2))
    facts = {"to_unit": office.unit.code, "to_officer": office.specialist.username}
    claimed = perform_act(office, "hand_over", at=AT, dossier=claimed, **facts)
    head = desk(Role.UNIT_HEAD)
    assert shown(head, "unit_desk", officer="chuyenvien1") == {claimed}
    assert shown(head, "unit_desk", officer="-") == {unclaimed}
    other = str(office.at_counter.pk)
    assert shown(head, "unit_desk", procedure__id__exact=other) == set()
    assert shown(head, "unit_desk", procedure__id__exact=str(office.procedure.pk)) == {
        claimed,
        unclaimed,
    }


@pytest.mark.parametrize(
    ("pile", "state", "words"),
    [
        ("to_transfer", "received", "17:00 10/03/2026"),
        ("supplements", "supplement_requested", "since 10/03/2026"),
        ("to_return", "settled", "for 2 days"),
        ("my_desk", "processing", "not claimed yet"),
    ],
)
def test_each_list_shows_the_moment_that_matters_there(
    office: Office, desk: Desks, pile: str, state: str, words: str
) -> None:
    dossier_in(office, state, at=AT)
    role = Role.SPECIALIST if pile == "my_desk" else Role.COUNTER
    page = text(desk(role).get(LIST, {"work": pile}))
    assert words in page


def test_a_step_that_is_past_its_time_is_marked_on_the_desk(office: Office, desk: Desks) -> None:
    dossier_in(office, "processing", at=moment("2026-03-04 09:00"))
    page = text(desk(Role.SPECIALIST).get(LIST, {"work": "my_desk"}))
    assert '<span class="desk-due-late">step until 09:00 09/03</span>' in page


def test_an_empty_list_says_why_or_what_to_do(office: Office, counter: Desk, desk: Desks) -> None:
    assert "Everything received by 15:00 has been transferred." in text(
        counter.get(LIST, {"work": "to_transfer"})
    )
    assert "Look at your unit's desks" in text(desk(Role.SPECIALIST).get(LIST, {"work": "my_desk"}))
    assert "answers to “không có ai”" in text(counter.get(LIST, {"q": "không có ai"}))
    assert "No dossier answers to the filters." in text(counter.get(LIST, {"state": "stopped"}))


def test_the_dossier_beside_the_list_is_the_same_as_its_page(office: Office, desk: Desks) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    listed = text(desk(Role.SPECIALIST).get(LIST, {"work": "my_desk"}))
    assert f'data-panel="{LIST}{dossier.key}/?panel=1"' in listed
    panel = text(desk(Role.SPECIALIST).get(f"{LIST}{dossier.key}/?panel=1"))
    assert "<html" not in panel
    for words in ("Time limit", "Why this date", "Control slip", "History of the dossier"):
        assert words in panel
    assert f"{LIST}{dossier.key}/acts/hand_over/" in panel
    assert "Nguyễn Văn Ví Dụ" not in text(desk(Role.OVERSIGHT).get(f"{LIST}{dossier.key}/?panel=1"))
    foreign = Desk(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    assert foreign.get(f"{LIST}{dossier.key}/?panel=1").status_code == 404


@pytest.mark.parametrize(
    ("role", "pile", "state"),
    [
        (Role.COUNTER, "to_transfer", "received"),
        (Role.COUNTER, "supplements", "supplement_requested"),
        (Role.COUNTER, "to_return", "settled"),
        (Role.UNIT_HEAD, "unit_desk", "processing"),
        (Role.CENTRE_HEAD, "overdue", "processing"),
    ],
)
def test_a_list_asks_as_many_questions_for_thirty_dossiers_as_for_three(
    office: Office, desk: Desks, role: Role, pile: str, state: str
) -> None:
    at = moment("2026-03-02 09:00")
    client = desk(role)
    for _number in range(3):
        dossier_in(office, state, at=at)
    queries(client, LIST, work=pile)
    few = queries(client, LIST, work=pile)
    for _number in range(27):
        dossier_in(office, state, at=at)
    assert queries(client, LIST, work=pile) == few
    assert few <= 14


def test_choices_of_the_filters_are_never_counted(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    queries(counter, LIST)
    assert queries(counter, LIST, _facets="True") == queries(counter, LIST)


def test_the_first_page_asks_as_many_questions_for_many_dossiers_as_for_few(
    office: Office, desk: Desks
) -> None:
    clients = [desk(role) for role in (Role.COUNTER, Role.UNIT_HEAD, Role.CENTRE_HEAD)]
    for state in ("submitted", "received", "processing", "settled"):
        dossier_in(office, state, at=AT)
    few = [(queries(each, "/admin/"), queries(each, "/admin/"))[1] for each in clients]
    for state in ("submitted", "received", "processing", "settled") * 3:
        dossier_in(office, state, at=AT)
    assert [queries(each, "/admin/") for each in clients] == few
    assert max(few) <= 40
