"""Pressed twice, gone back to, overtaken by a colleague: an act is done once, and nobody is left guessing."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse

from dossiers.models import Dossier, DossierEvent
from tests.factories import Office, dossier_in, make_office, make_officer, moment, perform_act
from tests.integration.dossiers.admin.conftest import LIST, Desk, said, text
from tests.integration.dossiers.admin.test_reception import filled_in

AT = moment("2026-03-10 09:00")


def page_of(dossier: Dossier, act: str) -> str:
    return f"{LIST}{dossier.key}/acts/{act}/"


def hidden(page: HttpResponse) -> dict[str, str]:
    """What a browser sends along without showing it."""
    found = re.findall(r'name="(version|once)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in found}


def opened(desk: Desk, dossier: Dossier, act: str, **typed: str) -> dict[str, str]:
    """The form of an act as it was opened now, with what the officer then types."""
    return {**hidden(desk.get(page_of(dossier, act))), "act": act, **typed}


def test_a_button_pressed_twice_does_its_act_once_and_says_so_once(
    office: Office, counter: Desk
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    form = opened(counter, dossier, "transfer")
    counter.post(page_of(dossier, "transfer"), form)
    answer = counter.post(page_of(dossier, "transfer"), form, follow=True)
    assert said(answer) == ["Transfer to the agency: done. The dossier is now “In process”."]
    assert dossier.events.filter(act="transfer").count() == 1


def test_a_form_sent_again_later_says_what_it_did_then(office: Office, counter: Desk) -> None:
    dossier = dossier_in(office, "received", at=AT)
    form = opened(counter, dossier, "transfer")
    counter.post(page_of(dossier, "transfer"), form, follow=True)
    perform_act(office, "settle", at=dossier.events.get(act="transfer").at, dossier=dossier)
    answer = counter.post(page_of(dossier, "transfer"), form, follow=True)
    assert said(answer) == ["Transfer to the agency: done. The dossier is now “In process”."]


def test_a_dossier_is_received_once_however_often_the_button_is_pressed(
    office: Office, counter: Desk
) -> None:
    page = f"{LIST}new/{office.procedure.code}/"
    form = {**filled_in(office), **hidden(counter.get(page))}
    assert form["once"]
    first, second = (counter.post(page, form) for _press in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1


def test_the_next_dossier_at_the_same_counter_is_another_one(office: Office, counter: Desk) -> None:
    page = f"{LIST}new/{office.procedure.code}/"
    for _applicant in range(2):
        counter.post(page, {**filled_in(office), **hidden(counter.get(page))})
    assert Dossier.objects.count() == 2


def test_a_page_gone_back_to_and_changed_asks_before_it_does_more(
    office: Office, counter: Desk
) -> None:
    page = f"{LIST}new/{office.procedure.code}/"
    form = {**filled_in(office), **hidden(counter.get(page))}
    counter.post(page, form)
    changed = {**form, "applicant_name": "Trần Văn Khác"}
    answer = counter.post(page, changed)
    code = Dossier.objects.get().code
    assert f"has been done already, on dossier {code}" in text(answer)
    assert 'value="Trần Văn Khác"' in text(answer)
    counter.post(page, {**changed, **hidden(answer)})
    assert sorted(Dossier.objects.values_list("applicant__name", flat=True)) == [
        "Nguyễn Thị Ánh",
        "Trần Văn Khác",
    ]


def test_the_second_officer_is_told_who_did_what_and_keeps_what_was_typed(
    office: Office, counter: Desk
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    typed = {"request": "Đơn xin rút", "reason": "Không còn nhu cầu"}
    form = opened(counter, dossier, "withdraw", **typed)
    perform_act(office, "amend", at=moment("2026-03-10 10:12"), dossier=dossier)
    refused = counter.post(page_of(dossier, "withdraw"), form)
    recorded = DossierEvent.objects.get(act="amend").recorded_at
    told = f"Meanwhile Nguyễn Thị Tiếp Nhận did “Correct details” at {moment_told(recorded)}."
    assert told in text(refused)
    assert "Không còn nhu cầu" in text(refused)
    assert Dossier.objects.get().state == "received"
    counter.post(page_of(dossier, "withdraw"), {**form, **hidden(refused)})
    assert Dossier.objects.get().state == "withdrawn"


def moment_told(at) -> str:
    return f"{at.astimezone(AT.tzinfo):%H:%M %d/%m/%Y}"


def test_where_a_colleague_was_quicker_the_dossiers_page_says_so(
    office: Office, counter: Desk
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    colleague = Desk(make_officer("quay2", "counter", office.centre, full_name="Trần Thị Quầy"))
    mine, theirs = opened(counter, dossier, "transfer"), opened(colleague, dossier, "transfer")
    colleague.post(page_of(dossier, "transfer"), theirs)
    answer = counter.post(page_of(dossier, "transfer"), mine, follow=True)
    first, second = said(answer)
    assert first.startswith("Meanwhile Trần Thị Quầy did “Transfer to the agency” at ")
    assert "cannot be done while the dossier is “In process”" in second
    assert dossier.events.filter(act="transfer").count() == 1


def test_a_form_refused_is_pressed_again_with_what_was_mended(
    office: Office, counter: Desk
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    form = opened(counter, dossier, "withdraw", request="", reason="Không còn nhu cầu")
    refused = counter.post(page_of(dossier, "withdraw"), form)
    assert hidden(refused) == {name: form[name] for name in ("version", "once")}
    counter.post(page_of(dossier, "withdraw"), {**form, "request": "Đơn xin rút"})
    assert Dossier.objects.get().state == "withdrawn"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_receive_one_dossier() -> None:
    office = make_office()
    counter = Desk(office.counter)
    page = f"{LIST}new/{office.procedure.code}/"
    form = {**filled_in(office), **hidden(counter.get(page))}
    together = Barrier(2)

    def press() -> str:
        again = Desk(office.counter)
        together.wait()
        try:
            return again.post(page, form)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        led_to = {each.result() for each in [pool.submit(press) for _hand in range(2)]}
    assert len(led_to) == 1
    assert Dossier.objects.count() == 1
