"""The register at the desk: read and searched by those who keep it, printed, and closed by the head."""

from django.test import Client

from agencies.domain.roles import Role
from dossiers.models import RegisterYear
from tests.factories import Office, dossier_in, moment
from tests.integration.dossiers.admin.conftest import LIST, said, text

REGISTER = "/admin/dossiers/registeryear/"
AT = moment("2025-03-10 09:00")
YEAR = {"year": "2025"}
SPAN = {**YEAR, "first_day": "2025-01-01", "last_day": "2025-12-31"}


def test_the_page_shows_a_years_entries_and_finds_one(office: Office, counter: Client) -> None:
    dossier = dossier_in(office, "received", at=AT)
    page = text(counter.get(REGISTER, YEAR))
    assert dossier.code in page
    assert "Nguyễn Văn Ví Dụ" in page
    assert dossier.code in text(counter.get(REGISTER, {**YEAR, "q": "nguyen van"}))
    assert dossier.code not in text(counter.get(REGISTER, {**YEAR, "q": "tran"}))
    assert dossier.code not in text(counter.get(REGISTER, {"year": "2024"}))


def test_a_long_year_is_leafed_through_at_an_even_price(
    office: Office, counter: Client, django_assert_max_num_queries, monkeypatch
) -> None:
    monkeypatch.setattr("dossiers.admin.register._ENTRIES_SHOWN", 2)
    for _number in range(5):
        dossier_in(office, "received", at=AT)
    counter.get(REGISTER, YEAR)
    with django_assert_max_num_queries(16):
        page = counter.get(REGISTER, {**YEAR, "page": "2"})
    numbers = [dossier.register_number for dossier in page.context["page"]]
    assert numbers == [3, 4]


def test_days_are_printed_and_a_wrong_span_is_explained(office: Office, counter: Client) -> None:
    dossier_in(office, "received", at=AT)
    answer = counter.get(f"{REGISTER}print/", SPAN)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF")
    for wrong in ({"last_day": "2024-12-31"}, {"first_day": "hôm nay"}):
        told = said(counter.get(f"{REGISTER}print/", {**SPAN, **wrong}, follow=True))
        assert told == ["The last day must lie in the same year as the first, and not before it."]


def test_a_foreign_or_unknown_register_does_not_exist(office: Office, counter: Client) -> None:
    for unit in (office.commune.code, office.department.code, "H99"):
        assert counter.get(REGISTER, {**YEAR, "unit": unit}).status_code == 404
        assert counter.get(f"{REGISTER}print/", {**SPAN, "unit": unit}).status_code == 404
    assert counter.get(REGISTER, {"year": "năm"}).status_code == 404


def test_oversight_reads_without_applicants_and_prints_nothing(office: Office, desk) -> None:
    dossier = dossier_in(office, "received", at=AT)
    oversight = desk(Role.OVERSIGHT)
    page = text(oversight.get(REGISTER, {**YEAR, "unit": office.centre.code}))
    assert dossier.code in page
    assert "Nguyễn Văn Ví Dụ" not in page
    asked = {**SPAN, "unit": office.centre.code}
    assert oversight.get(f"{REGISTER}print/", asked).status_code == 404


def test_who_keeps_no_register_finds_no_door(office: Office, desk) -> None:
    for role in (Role.SPECIALIST, Role.AGENCY_HEAD, Role.ADMINISTRATOR):
        assert desk(role).get(REGISTER).status_code == 403
        assert "/registeryear/" not in text(desk(role).get("/admin/"))
    assert "/registeryear/" in text(desk(Role.COUNTER).get("/admin/"))


def test_the_head_confirms_and_the_year_is_closed(office: Office, desk) -> None:
    dossier_in(office, "received", at=AT)
    head = desk(Role.CENTRE_HEAD)
    assert (
        f"{REGISTER}close/?unit=H41.01.02&amp;year=2025"
        in head.get(REGISTER, YEAR).content.decode()
    )
    assert "It holds 1 entry." in text(head.get(f"{REGISTER}close/", YEAR))
    assert not RegisterYear.objects.exists()
    asked = {**YEAR, "unit": office.centre.code}
    answer = head.post(f"{REGISTER}close/", asked, follow=True)
    assert said(answer) == ["The register of 2025 is closed with 1 entries."]
    assert "Closed at" in text(answer)
    assert "Close the year" not in text(answer)
    kept = bytes(RegisterYear.objects.get().pdf)
    assert head.get(f"{REGISTER}print/", SPAN).content == kept


def test_only_the_head_closes_and_not_before_the_year_is_over(
    office: Office, counter: Client, desk
) -> None:
    dossier_in(office, "received", at=AT)
    assert counter.post(f"{REGISTER}close/", YEAR).status_code == 403
    assert "Close the year" not in text(counter.get(REGISTER, YEAR))
    head = desk(Role.CENTRE_HEAD)
    told = said(head.post(f"{REGISTER}close/", {"year": "2999"}, follow=True))
    assert told == ["The register of 2999 can be closed when the year is over."]
    assert not RegisterYear.objects.exists()


def test_the_dossiers_page_leads_to_the_control_slip(office: Office, counter: Client) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    slip = f"{LIST}{dossier.key}/control-slip/"
    assert slip in text(counter.get(f"{LIST}{dossier.key}/"))
    assert counter.get(slip).content.startswith(b"%PDF")
    submitted = dossier_in(office, "submitted", at=AT)
    assert counter.get(f"{LIST}{submitted.key}/control-slip/").status_code == 404
