"""The administrators' doors: they configure, other officers read, versions in use stay as they were."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from agencies.domain.roles import Role
from agencies.models import Agency, AgencyKind, Officer, RoleGrant
from procedures.models import CalendarDay, CalendarEdition, Procedure, ProcedureVersion
from procedures.selectors import is_in_use
from procedures.services.reference import load_shipped_calendar
from tests.factories import Office, moment, perform_act
from tests.integration.procedures.files import import_rows, run
from tests.unit.portal.rows import document, procedure

pytestmark = pytest.mark.django_db

LISTS = [
    "sector",
    "procedure",
    "procedureversion",
    "calendarday",
    "calendaryear",
    "officehours",
    "calendaredition",
]


def desk_of(role: Role) -> Client:
    """The admin as an officer with one role sees it."""
    agency = Agency.objects.create(code="H41", kind=AgencyKind.PROVINCE, name="UBND tỉnh")
    officer = Officer.objects.create_user("canbo", full_name="Cán bộ Thử", is_staff=True)
    RoleGrant.objects.create(officer=officer, role=role, agency=agency, valid_from=date(2019, 1, 1))
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def administrator(db: None) -> Client:
    return desk_of(Role.ADMINISTRATOR)


@pytest.fixture
def counter(db: None) -> Client:
    return desk_of(Role.COUNTER)


@pytest.fixture
def version(tmp_path: Path) -> ProcedureVersion:
    import_rows(tmp_path, [procedure(thanh_phan_ho_so=[document()] * 94)])
    return ProcedureVersion.objects.get()


def test_every_list_opens_for_every_officer_and_adds_only_for_administrators(counter):
    run("load_reference")
    for name in LISTS:
        assert counter.get(reverse(f"admin:procedures_{name}_changelist")).status_code == 200
        assert counter.get(reverse(f"admin:procedures_{name}_add")).status_code == 403


def test_every_list_opens_for_administrators(administrator):
    run("load_reference")
    for name in LISTS:
        address = reverse(f"admin:procedures_{name}_changelist")
        assert administrator.get(address).status_code == 200


def test_nobody_enters_without_signing_in(db):
    answer = Client().get(reverse("admin:procedures_procedure_changelist"))
    assert answer.status_code == 302


def test_the_list_of_procedures_asks_the_database_a_fixed_number_of_times(
    administrator, tmp_path, django_assert_max_num_queries
):
    import_rows(tmp_path, [procedure(f"1.{number:06}") for number in range(150)])
    with django_assert_max_num_queries(10):
        administrator.get(reverse("admin:procedures_procedure_changelist"))


def test_the_search_of_the_list_ignores_accents(administrator, version):
    address = reverse("admin:procedures_procedure_changelist")
    assert version.name in administrator.get(address, {"q": "dang ky thu"}).content.decode()
    assert version.name not in administrator.get(address, {"q": "khai tu"}).content.decode()


def test_a_version_with_94_documents_opens(administrator, version):
    address = reverse("admin:procedures_procedureversion_change", args=[version.pk])
    assert administrator.get(address).status_code == 200


def test_a_procedure_shows_its_versions(administrator, version):
    address = reverse("admin:procedures_procedure_change", args=[version.procedure_id])
    link = reverse("admin:procedures_procedureversion_change", args=[version.pk])
    assert link in administrator.get(address).content.decode()


def test_an_administrator_closes_a_procedure_and_the_search_key_follows(administrator, version):
    subject = version.procedure
    address = reverse("admin:procedures_procedure_change", args=[subject.pk])
    form = {
        "name": "Tên sửa",
        "sector": subject.sector_id,
        "closed_on": "31/12/2026",
        "versions-TOTAL_FORMS": 0,
        "versions-INITIAL_FORMS": 0,
    }
    assert administrator.post(address, form).status_code == 302
    subject.refresh_from_db()
    assert subject.closed_on == date(2026, 12, 31)
    assert "ten sua" in subject.search_key


def test_a_counter_officer_cannot_change_anything(counter, version):
    address = reverse("admin:procedures_procedure_change", args=[version.procedure_id])
    assert counter.get(address).status_code == 200
    assert counter.post(address, {"name": "x"}).status_code == 403
    assert Procedure.objects.get().name == version.name


def address_of(version: ProcedureVersion, act: str) -> str:
    return reverse(f"admin:procedures_procedureversion_{act}", args=[version.pk])


def test_the_next_version_is_prepared_compared_and_published(administrator, version):
    administrator.get(address_of(version, "prepare"))
    assert not ProcedureVersion.objects.filter(number=0).exists()
    prepared = administrator.post(address_of(version, "prepare"), follow=True)
    draft = ProcedureVersion.objects.get(number=0)
    assert prepared.redirect_chain[0][0] == address_of(draft, "change")
    draft.required_documents.filter(position=94).delete()
    page = administrator.get(address_of(draft, "publish")).content.decode()
    assert page.count("desk-line-removed") == 1
    refused = administrator.post(address_of(draft, "publish"), {"on": "01/01/2020"})
    assert "desk-error" in refused.content.decode()
    assert administrator.post(address_of(draft, "publish"), {"on": "01/12/2030"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.number, draft.valid_from) == (2, date(2030, 12, 1))


def test_every_officer_compares_and_only_administrators_publish(counter, version):
    assert counter.get(address_of(version, "compare")).status_code == 200
    assert counter.post(address_of(version, "prepare")).status_code == 403
    assert counter.get(address_of(version, "publish")).status_code == 403


def test_a_draft_may_be_thrown_away_and_what_was_in_force_stays(administrator, version):
    administrator.post(address_of(version, "prepare"))
    draft = ProcedureVersion.objects.get(number=0)
    assert administrator.post(address_of(draft, "delete"), {"post": "yes"}).status_code == 302
    assert administrator.post(address_of(version, "delete"), {"post": "yes"}).status_code == 403
    assert ProcedureVersion.objects.get() == version


def test_a_version_nobody_uses_may_be_corrected(administrator, version):
    assert not is_in_use(version)
    address = reverse("admin:procedures_procedureversion_change", args=[version.pk])
    assert "_save" in administrator.get(address).content.decode()


def test_a_version_with_a_dossier_stays_as_it_was(office: Office):
    load_shipped_calendar(at=moment("2026-01-01 08:00"))
    perform_act(office, "receive", at=moment("2026-11-19 16:40"))
    desk = Client()
    desk.force_login(office.administrator)
    assert is_in_use(office.version)
    address = reverse("admin:procedures_procedureversion_change", args=[office.version.pk])
    assert "_save" not in desk.get(address).content.decode()
    assert desk.post(address, {"name": "Tên sửa"}).status_code == 403


def test_an_added_day_makes_an_edition_and_names_the_officer(administrator):
    form = {
        "date": "23/11/2026",
        "kind": "closed",
        "name": "Nghỉ hoán đổi",
        "notice": "",
        "note": "",
    }
    address = reverse("admin:procedures_calendarday_add")
    assert administrator.post(address, form).status_code == 302
    day = CalendarDay.objects.get()
    assert CalendarEdition.objects.get().note.startswith("Cán bộ Thử")
    delete = reverse("admin:procedures_calendarday_delete", args=[day.pk])
    assert administrator.post(delete, {"post": "yes"}).status_code == 302
    assert CalendarEdition.objects.count() == 2
