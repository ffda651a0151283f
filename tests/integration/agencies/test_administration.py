"""Administrators keep officers, roles and delegations; nobody takes over a superuser."""

import pytest
from django.test import Client
from pytest_django import Settings

from agencies.domain.roles import Role
from agencies.models import Delegation, Officer, RoleGrant
from agencies.selectors import roles_of
from tests.factories import Office, moment

TODAY = moment("2026-03-10 09:00").date()


@pytest.fixture
def administrator(office: Office) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(office.administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def grant_rows(**row: object) -> dict[str, object]:
    rows = {f"grants-0-{name}": value for name, value in row.items()}
    return {"grants-TOTAL_FORMS": 1, "grants-INITIAL_FORMS": 0, **rows}


def test_a_new_officer_gets_a_role_in_a_unit(office: Office, administrator: Client) -> None:
    account = {
        "username": "moi1",
        "full_name": "Đinh Thị Mới",
        "email": "moi1@vidu.example",
        "password1": "mot-cum-tu-kho-doan",
        "password2": "mot-cum-tu-kho-doan",
        "usable_password": "true",
        "is_staff": "on",
    }
    empty = {"grants-TOTAL_FORMS": 0, "grants-INITIAL_FORMS": 0}
    administrator.post("/admin/agencies/officer/add/", {**account, **empty})
    officer = Officer.objects.get(username="moi1")
    page = f"/admin/agencies/officer/{officer.pk}/change/"
    row = {"role": "counter", "agency": office.centre.pk, "valid_from": "2026-01-01"}
    answer = administrator.post(page, {**account, "is_active": "on", **grant_rows(**row)})
    assert answer.status_code == 302
    assert roles_of(officer, on=TODAY).has(Role.COUNTER)


def test_a_role_is_ended_and_never_deleted(office: Office, administrator: Client) -> None:
    grant = office.counter.grants.get()
    page = f"/admin/agencies/officer/{office.counter.pk}/change/"
    rows = {
        "grants-TOTAL_FORMS": 1,
        "grants-INITIAL_FORMS": 1,
        "grants-0-id": grant.pk,
        "grants-0-officer": office.counter.pk,
        "grants-0-DELETE": "on",
        "grants-0-role": "counter",
        "grants-0-agency": office.centre.pk,
        "grants-0-valid_from": "2019-01-01",
    }
    administrator.post(page, {"username": "quay1", "full_name": "Nguyễn", **rows})
    assert RoleGrant.objects.filter(pk=grant.pk).exists()
    assert (
        administrator.get(f"/admin/agencies/officer/{office.counter.pk}/delete/").status_code == 403
    )


def test_an_officers_identity_is_seen_and_emptied_where_there_is_a_provider(
    office: Office, administrator: Client, settings: Settings
) -> None:
    Officer.objects.filter(pk=office.counter.pk).update(oidc_subject="vn-1")
    page = f"/admin/agencies/officer/{office.counter.pk}/change/"
    assert "oidc_subject" not in administrator.get(page).content.decode()
    settings.OIDC_ISSUER = "https://dinhdanh.example"
    assert 'value="vn-1"' in administrator.get(page).content.decode()
    account = {"username": "quay1", "full_name": "Nguyễn", "is_active": "on", "is_staff": "on"}
    empty = {"grants-TOTAL_FORMS": 0, "grants-INITIAL_FORMS": 0}
    for subject in ("vn-2", ""):
        administrator.post(page, {**account, **empty, "oidc_subject": subject})
        assert Officer.objects.get(pk=office.counter.pk).oidc_subject == subject
    Officer.objects.filter(pk=office.specialist.pk).update(oidc_subject="vn-2")
    refused = administrator.post(page, {**account, **empty, "oidc_subject": "vn-2"})
    assert refused.status_code == 200
    assert Officer.objects.get(pk=office.counter.pk).oidc_subject == ""


def test_nobody_takes_over_a_superuser(office: Office, administrator: Client) -> None:
    chief = Officer.objects.create_superuser("goc", "goc@vidu.example", "x", full_name="Gốc")
    page = f"/admin/agencies/officer/{chief.pk}/"
    assert administrator.post(f"{page}change/", {"username": "moi"}).status_code == 403
    taken = {"password1": "mot-cum-tu-kho-doan", "password2": "mot-cum-tu-kho-doan"}
    assert administrator.post(f"{page}password/", taken).status_code == 403
    assert Officer.objects.get(pk=chief.pk).check_password("x")


def test_a_delegation_gives_only_what_the_head_holds(office: Office, administrator: Client) -> None:
    given = {
        "giver": office.agency_head.pk,
        "receiver": office.specialist.pk,
        "role": "agency_head",
        "agency": office.department.pk,
        "acts": ["settle"],
        "signature_form": "KT.",
        "valid_from": "2026-01-01",
    }
    page = "/admin/agencies/delegation/add/"
    refused = administrator.post(page, {**given, "agency": office.centre.pk})
    assert "does not hold this role there" in refused.content.decode()
    administrator.post(page, given)
    assert Delegation.objects.get().acts == ["settle"]
