"""One act on many dossiers from the list: looked at once more, done, told row by row, tried again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.domain.roles import Role
from dossiers.admin import bulk
from dossiers.models import Dossier, DossierEvent
from tests.factories import Office, dossier_in, moment, perform_act
from tests.integration.dossiers.admin.conftest import LIST, Desk, text

AT = moment("2026-03-10 09:00")
TRANSFER, HAND_OVER = f"{LIST}together/transfer/", f"{LIST}together/hand_over/"


def rows(*dossiers: Dossier) -> list[str]:
    return [f"{each.pk}:{each.version}" for each in dossiers]


def chosen(client: Desk, action: str, *dossiers: Dossier, **more: Any):
    """The page that the list's action leads to."""
    data = {"action": action, "_selected_action": [each.pk for each in dossiers], **more}
    return client.post(LIST, data)


def told(response) -> dict[str, str]:
    """What became of each dossier, by key; nothing said is done."""
    context = response.context
    return {line.dossier.key: line.why for line in (*context["done"], *context["lines"])}


def test_what_cannot_be_done_is_said_before_anything_is_done(office: Office, counter: Desk) -> None:
    ready, gone = (dossier_in(office, state, at=AT) for state in ("received", "processing"))
    page = chosen(counter, "transfer_selected", ready, gone)
    assert page.context["open"] == 1
    shown = text(page)
    assert "Transfer to the agency: 1 dossier" in shown
    assert "cannot be done while the dossier is “In process”" in shown
    assert Dossier.objects.get(pk=ready.pk).state == "received"


def test_each_is_done_or_refused_for_itself_with_its_reason(office: Office, counter: Desk) -> None:
    ready, gone = (dossier_in(office, state, at=AT) for state in ("received", "processing"))
    answer = counter.post(TRANSFER, {"row": rows(ready, gone), "remark": "Chuyển chiều"})
    result = told(answer)
    assert result[ready.key] == ""
    assert "cannot be done while the dossier is “In process”" in result[gone.key]
    assert "1 done, 1 not done" in text(answer)
    assert Dossier.objects.get(pk=ready.pk).state == "processing"
    assert "Chuyển chiều" in text(counter.get(f"{LIST}{ready.key}/"))


def test_a_second_press_tells_the_same_and_does_nothing_more(office: Office, counter: Desk) -> None:
    dossier = dossier_in(office, "received", at=AT)
    sent = {"row": rows(dossier)}
    first, second = (told(counter.post(TRANSFER, sent)) for _press in range(2))
    assert first == second == {dossier.key: ""}
    assert DossierEvent.objects.filter(act="transfer").count() == 1


def test_another_receiver_from_an_old_page_is_not_told_as_done(
    office: Office, desk: Callable[[Role], Desk]
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    specialist = desk(Role.SPECIALIST)
    sent = {"row": rows(dossier), "to_officer": "chuyenvien1", "remark": "Giao việc"}
    assert told(specialist.post(HAND_OVER, sent)) == {dossier.key: ""}
    again = specialist.post(HAND_OVER, sent | {"to_officer": "truongphong1"})
    assert "meanwhile" in told(again)[dossier.key]
    assert Dossier.objects.get().officer == office.specialist


def test_who_came_in_between_is_told_and_the_refused_are_tried_again(
    office: Office, counter: Desk
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    perform_act(office, "amend", at=AT, dossier=dossier)
    answer = counter.post(TRANSFER, {"row": rows(dossier)})
    assert "meanwhile" in told(answer)[dossier.key]
    (line,) = answer.context["lines"]
    assert told(counter.post(TRANSFER, {"row": [line.value]})) == {dossier.key: ""}


def test_a_unit_hands_many_over_with_one_remark(
    office: Office, desk: Callable[[Role], Desk]
) -> None:
    made = [dossier_in(office, "processing", at=AT) for _number in range(3)]
    head = desk(Role.UNIT_HEAD)
    page = chosen(head, "hand_over_selected", *made)
    offered = dict(page.context["form"].fields["to_officer"].choices)
    assert office.specialist.username in offered
    assert office.counter.username not in offered
    sent = {"row": rows(*made), "to_officer": office.specialist.username, "remark": "Giao việc"}
    assert set(told(head.post(HAND_OVER, sent)).values()) == {""}
    assert set(Dossier.objects.values_list("officer__username", flat=True)) == {"chuyenvien1"}


def test_what_was_left_out_of_the_form_is_asked_for_there(
    office: Office, desk: Callable[[Role], Desk]
) -> None:
    made = [dossier_in(office, "processing", at=AT) for _number in range(2)]
    page = desk(Role.UNIT_HEAD).post(HAND_OVER, {"row": rows(*made), "to_officer": "chuyenvien1"})
    assert page.context["form"].shown["remark"].errors
    assert page.context["open"] == 2


def test_nobody_reaches_a_dossier_that_is_not_shown_to_them(
    office: Office, counter: Desk, desk: Callable[[Role], Desk]
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    Dossier.objects.filter(pk=dossier.pk).update(receiving_unit=office.commune)
    answer = counter.post(TRANSFER, {"row": rows(dossier)}, follow=True)
    assert "No dossier was chosen." in text(answer)
    assert desk(Role.SPECIALIST).post(TRANSFER, {"row": rows(dossier)}).status_code == 403
    assert counter.post(f"{LIST}together/settle/", {}).status_code == 404
    assert Dossier.objects.get().state == "received"


def test_of_all_that_match_as_many_are_taken_as_go_at_once_and_the_rest_is_counted(
    office: Office, counter: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [dossier_in(office, "received", at=AT) for _number in range(3)]
    monkeypatch.setattr(bulk, "MOST", 2)
    page = chosen(counter, "transfer_selected", made[0], select_across="1")
    assert len(page.context["lines"]) == 2
    assert "1 more that was chosen remains" in text(page)


def test_the_page_asks_no_more_questions_for_more_dossiers(office: Office, counter: Desk) -> None:
    made = [dossier_in(office, "received", at=AT) for _number in range(6)]

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            chosen(counter, "transfer_selected", *made[:count])
        return len(captured)

    chosen(counter, "transfer_selected", *made)
    assert queries(2) == queries(6)
