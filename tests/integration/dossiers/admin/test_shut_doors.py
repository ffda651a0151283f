"""What the desk does not open: forms that save, Django's own history and deletion, foreign dossiers."""

import pytest
from django.test import Client

from agencies.domain.roles import Role
from dossiers.models import Dossier
from tests.factories import Office, dossier_in, moment
from tests.integration.dossiers.admin.conftest import LIST, Desk

AT = moment("2026-03-10 09:00")


@pytest.mark.parametrize("tail", ["change/", "delete/", "history/", "password/"])
def test_a_dossier_has_no_form_no_deletion_and_no_second_history(
    office: Office, counter: Client, tail: str
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    for key in (dossier.key, dossier.pk):
        assert counter.get(f"{LIST}{key}/{tail}").status_code == 404
        assert counter.post(f"{LIST}{key}/{tail}", {"state": "returned"}).status_code == 404


def test_a_page_of_a_dossier_takes_no_form(office: Office, counter: Client) -> None:
    dossier = dossier_in(office, "received", at=AT)
    assert counter.post(f"{LIST}{dossier.key}/", {"state": "returned"}).status_code == 405
    assert Dossier.objects.get().state == "received"


def test_nothing_is_deleted_in_bulk(office: Office, counter: Client) -> None:
    dossier = dossier_in(office, "received", at=AT)
    chosen = {"action": "delete_selected", "_selected_action": [dossier.pk], "post": "yes"}
    counter.post(LIST, chosen)
    assert Dossier.objects.filter(pk=dossier.pk).exists()


def test_a_foreign_dossier_does_not_exist(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    paper = dossier.forms.get().pk
    page = f"{LIST}{dossier.key}/"
    for stranger in (Desk(office.stranger), Desk(office.administrator)):
        for address in (page, f"{page}acts/transfer/", f"{page}papers/{paper}/"):
            assert stranger.get(address).status_code == 404
            assert stranger.post(address).status_code in (404, 405)
    assert Dossier.objects.get().state == "received"


def test_a_paper_is_shown_under_its_own_dossier_only(office: Office, counter: Client) -> None:
    first, second = (dossier_in(office, "received", at=AT) for _number in range(2))
    foreign = second.forms.get().pk
    assert counter.get(f"{LIST}{first.key}/papers/{foreign}/").status_code == 404


def test_an_administrator_configures_and_sees_no_dossier(office: Office, desk) -> None:
    dossier_in(office, "received", at=AT)
    administrator = desk(Role.ADMINISTRATOR)
    assert administrator.get(LIST).status_code == 403
    assert "piles" not in administrator.get("/admin/").context
    assert administrator.get("/admin/agencies/officer/").status_code == 200
    assert desk(Role.COUNTER).get("/admin/agencies/officer/").status_code == 403
    assert desk(Role.COUNTER).get("/admin/agencies/agency/").status_code == 403
