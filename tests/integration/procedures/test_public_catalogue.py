"""The public catalogue: found without accents, shown whole, an earlier or closed procedure plainly so."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from procedures.models import Fee, Procedure, ProcedureVersion, RequiredDocument
from procedures.services.versions import prepare_next_version
from tests.factories import Office, make_procedure, moment
from tests.integration.procedures.files import import_rows
from tests.unit.portal.rows import channel, document, procedure

NOW = moment("2026-11-19 16:40")


@pytest.fixture
def anybody(db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A visitor who reads English, at a quarter to five on a Thursday."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def catalogue(db: None, tmp_path: Path) -> None:
    """Three procedures of two sectors and levels."""
    import_rows(
        tmp_path,
        [
            procedure("1.000101", ten_thu_tuc="Đăng ký khai sinh", linh_vuc="Hộ tịch", cap_thuc_hien=["Cấp xã"]),
            procedure("1.000102", ten_thu_tuc="Đăng ký khai sinh lưu động", linh_vuc="Hộ tịch", cap_thuc_hien=["Cấp xã"]),
            procedure("2.000103", ten_thu_tuc="Giao đất, cho thuê đất", linh_vuc="Đất đai", cap_thuc_hien=["Cấp tỉnh"]),
        ],
    )  # fmt: skip


def text(response: object) -> str:
    return response.content.decode()


def found(client: Client, **asked: str) -> list[str]:
    """Codes that the list shows, in its order."""
    return [line.code for line in client.get("/thu-tuc/", asked).context["lines"]]


@pytest.mark.usefixtures("catalogue")
def test_procedures_are_found_without_accents_by_word_code_sector_and_level(
    anybody: Client,
) -> None:
    cases: list[tuple[dict[str, str], list[str]]] = [
        ({"q": "khai sinh"}, ["1.000101", "1.000102"]),
        ({"q": "KHAI SINH luu"}, ["1.000102"]),
        ({"q": "2.000103"}, ["2.000103"]),
        ({"q": "dat dai"}, ["2.000103"]),
        ({"sector": "ho-tich"}, ["1.000101", "1.000102"]),
        ({"level": "province"}, ["2.000103"]),
        ({"q": "khai sinh", "level": "province"}, []),
        ({"q": "!!"}, []),
        ({}, ["2.000103", "1.000101", "1.000102"]),
    ]
    for asked, wanted in cases:
        assert found(anybody, **asked) == wanted, asked


def test_an_agency_can_be_chosen_where_the_catalogue_names_one(
    anybody: Client, office: Office
) -> None:
    assert found(anybody, agency=office.department.code) == ["1.000001", "1.000002"]
    make_procedure("1.000003", name="Không rõ nơi giải quyết", agency=None)
    assert "1.000003" not in found(anybody, agency=office.department.code)


@pytest.mark.usefixtures("catalogue")
def test_a_line_says_the_limit_in_words_and_what_finds_nothing_says_what_to_try(
    anybody: Client,
) -> None:
    assert "5 working days" in text(anybody.get("/thu-tuc/"))
    assert "Try fewer or shorter words" in text(anybody.get("/thu-tuc/", {"q": "khong co gi"}))


def test_several_limits_are_named_or_only_counted(anybody: Client, tmp_path: Path) -> None:
    values = [("1.000001", [5, 5]), ("1.000002", [5, 7]), ("1.000003", [5, 6, 7, 8])]
    import_rows(
        tmp_path,
        [
            procedure(code, cach_thuc_thuc_hien=[channel(value=value) for value in limits])
            for code, limits in values
        ]
        + [procedure("1.000004", cach_thuc_thuc_hien=[channel(value=None, unit=None)])],
    )
    lines = anybody.get("/thu-tuc/").context["lines"]
    assert [line.limits for line in lines] == [
        "5 working days",
        "5 working days or 7 working days",
        "depends on the case (4 limits)",
        "as the officer tells you",
    ]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/thu-tuc/?page=1", 200),
        ("/thu-tuc/?page=2", 404),
        ("/thu-tuc/?page=0", 404),
        ("/thu-tuc/?page=x", 404),
        ("/thu-tuc/?page=" + "9" * 5_000, 404),
        ("/thu-tuc/?q=" + "a" * 5_000, 400),
        ("/thu-tuc/?q=a%00b", 400),
        ("/thu-tuc/?sector=khong-co", 400),
        ("/thu-tuc/?level=ministry", 400),
        ("/thu-tuc/%00/", 404),
        ("/thu-tuc/" + "a" * 5_000 + "/", 404),
        ("/thu-tuc/1.000101/?version=9", 404),
        ("/thu-tuc/1.000101/?version=0", 404),
        ("/thu-tuc/1.000101/?version=x", 404),
    ],
)
@pytest.mark.usefixtures("catalogue")
def test_what_cannot_be_meant_is_answered_plainly(
    anybody: Client, address: str, status: int
) -> None:
    assert anybody.get(address).status_code == status


def test_the_list_costs_the_same_with_30_and_with_300_procedures(
    anybody: Client, tmp_path: Path
) -> None:
    costs = []
    for count in (30, 300):
        import_rows(tmp_path, [procedure(f"1.{n:06}") for n in range(count)])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = anybody.get("/thu-tuc/", {"q": "thu nghiem", "page": "2"})
        assert page.context["page"].paginator.count == count
        costs.append(len(queries))
    assert costs == [5, 5]


def test_a_procedure_shows_its_papers_by_case_its_limits_fees_and_steps(
    anybody: Client, office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = office.version
    ProcedureVersion.objects.update(decision_no="12/QĐ-UBND", levels=["province"])
    RequiredDocument.objects.create(
        version=version, case="Trường hợp ủy quyền", name="- Giấy ủy quyền", copies=2, has_form=True
    )
    RequiredDocument.objects.create(
        version=version, name="Ảnh", originals=20_261, required=False, position=3
    )
    for amount, name in ((Decimal(50_000), "Lệ phí"), (Decimal(0), "")):
        Fee.objects.create(version=version, channel="online", amount=amount, name=name)
    version.limits.filter(channel="online").update(value=3)
    with django_assert_num_queries(7):
        page = anybody.get("/thu-tuc/1.000001/")
    told = page.context
    assert [(case.name, [paper.name for paper in case.papers]) for case in told["cases"]] == [
        ("", ["Đơn đề nghị", "Bản sao giấy tờ kèm theo", "Ảnh"]),
        ("Trường hợp ủy quyền", ["Giấy ủy quyền"]),
    ]
    always, case = told["cases"]
    assert [(paper.counts, paper.required) for paper in always.papers] == [
        ("1 original", True),
        ("1 original", True),
        ("", False),
    ]
    assert (case.papers[0].counts, case.papers[0].has_form) == ("2 copies", True)
    assert [(row.labels, row.values) for row in told["limits"]] == [
        (("At the counter", "By post"), ("5 working days",)),
        (("Online",), ("3 working days",)),
    ]
    assert [(row.labels, row.values) for row in told["fees"]] == [
        (("Online",), ("Lệ phí: 50,000\N{NO-BREAK SPACE}₫", "free of charge"))
    ]
    assert [(step.name, step.unit, step.budget) for step in told["steps"]] == [
        ("Thẩm định", "Phòng Thẩm định", "24 working hours"),
        ("Trình duyệt", "Phòng Tổng hợp", "16 working hours"),
    ]
    for shown in ("12/QĐ-UBND", "Sở Thử nghiệm", "Trung tâm Phục vụ hành chính công tỉnh Nghệ An"):
        assert shown in text(page)


def test_a_procedure_costs_the_same_with_3_and_with_30_of_everything(
    anybody: Client, office: Office
) -> None:
    costs = []
    for _ in range(2):
        for number in range(15):
            RequiredDocument.objects.create(version=office.version, name="Giấy", case=f"{number}")
            Fee.objects.create(version=office.version, amount=number)
        with CaptureQueriesContext(connection) as queries:
            anybody.get("/thu-tuc/1.000001/")
        costs.append(len(queries))
    assert costs == [7, 7]


def follower(office: Office, *, valid_from: date) -> ProcedureVersion:
    """The next version of the office's procedure, in force from a day."""
    ProcedureVersion.objects.filter(pk=office.version.pk).update(valid_to=valid_from)
    return ProcedureVersion.objects.create(
        procedure=office.procedure, number=2, valid_from=valid_from, name="Tên mới"
    )


def test_a_version_to_come_is_announced_and_shown_as_such(anybody: Client, office: Office) -> None:
    follower(office, valid_from=date(2027, 1, 1))
    now = anybody.get("/thu-tuc/1.000001/")
    assert now.context["version"].number == 1
    assert "Another version comes into force on 01/01/2027." in text(now)
    later = anybody.get("/thu-tuc/1.000001/", {"version": "2"})
    assert "This version is not in force yet; it will be from 01/01/2027." in text(later)
    assert "/tinh-han/?procedure" not in text(later)
    assert 'content="noindex' in text(later)


def test_an_earlier_version_says_until_when_it_held(anybody: Client, office: Office) -> None:
    follower(office, valid_from=date(2026, 7, 1))
    assert "Tên mới" in text(anybody.get("/thu-tuc/1.000001/"))
    earlier = text(anybody.get("/thu-tuc/1.000001/", {"version": "1"}))
    assert "This is an earlier version; it was in force until 30/06/2026." in earlier
    assert "To the version in force" in earlier


def test_a_draft_and_a_version_replaced_on_its_first_day_are_shown_to_nobody(
    anybody: Client, office: Office
) -> None:
    prepare_next_version(office.version.pk, at=NOW)
    ProcedureVersion.objects.create(
        procedure=office.procedure,
        number=2,
        valid_from=date(2018, 1, 1),
        valid_to=date(2018, 1, 1),
        name="Thay ngay trong ngày",
    )
    shown = anybody.get("/thu-tuc/1.000001/").context["standing"]
    assert [span.number for span in shown.spans] == [1]
    assert anybody.get("/thu-tuc/1.000001/", {"version": "2"}).status_code == 404


def test_a_closed_procedure_says_since_when_and_still_shows_what_it_was(
    anybody: Client, office: Office
) -> None:
    Procedure.objects.filter(code="1.000001").update(closed_on=date(2026, 11, 19))
    page = anybody.get("/thu-tuc/1.000001/")
    assert page.status_code == 200
    assert "This procedure is closed: since 19/11/2026" in text(page)
    assert "Đơn đề nghị" in text(page)
    assert "/tinh-han/?procedure" not in text(page)
    assert "1.000001" not in found(anybody)


def test_a_procedure_to_be_closed_says_so_beforehand(anybody: Client, office: Office) -> None:
    Procedure.objects.filter(code="1.000001").update(closed_on=date(2026, 11, 20))
    page = text(anybody.get("/thu-tuc/1.000001/"))
    assert "This procedure will be closed: from 20/11/2026" in page
    assert "/tinh-han/?procedure=1.000001" in page


@pytest.mark.usefixtures("catalogue")
def test_an_unknown_code_offers_what_may_have_been_meant(anybody: Client) -> None:
    page = anybody.get("/thu-tuc/1.0001/")
    assert page.status_code == 404
    assert [line.code for line in page.context["lines"]] == ["1.000101", "1.000102"]
    assert 'value="1.0001"' in text(page)
    assert "&lt;b&gt;" in text(anybody.get("/thu-tuc/<b>/"))


def test_names_of_a_thousand_letters_are_cut_in_the_list_and_whole_on_their_page(
    anybody: Client, tmp_path: Path
) -> None:
    name = "Đăng ký " + "thử nghiệm " * 98
    import_rows(tmp_path, [procedure(ten_thu_tuc=name)])
    assert name.strip() not in text(anybody.get("/thu-tuc/"))
    assert name.strip() in text(anybody.get("/thu-tuc/1.000001/"))


def test_papers_of_a_case_lie_under_its_name(anybody: Client, tmp_path: Path) -> None:
    papers = [document("Giấy A", "* Trường hợp 1"), document("Giấy B"), document("Giấy C", "Khác")]
    import_rows(tmp_path, [procedure(thanh_phan_ho_so=papers)])
    cases = anybody.get("/thu-tuc/1.000001/").context["cases"]
    assert [case.name for case in cases] == ["", "Trường hợp 1", "Khác"]


@pytest.mark.parametrize("address", ["/thu-tuc/", "/thu-tuc/1.000001/", "/tinh-han/"])
def test_pages_may_be_kept_for_a_minute_by_language_and_leave_no_cookie(
    anybody: Client, office: Office, address: str
) -> None:
    page = anybody.get(address)
    assert page["Cache-Control"] == "public, max-age=60"
    assert {"Cookie", "Accept-Language"} <= set(page["Vary"].split(", "))
    assert not page.cookies
    assert "script-src 'none'" in page["Content-Security-Policy"]
    assert "noindex" not in text(page)
    assert 'aria-current="' in text(page)


def test_what_was_searched_for_is_in_no_index(anybody: Client, office: Office) -> None:
    for address in ("/thu-tuc/?q=cap", "/tinh-han/?limit=5&unit=working_day"):
        assert 'content="noindex, follow"' in text(anybody.get(address)), address


def test_the_language_is_switched_and_the_question_kept(anybody: Client, office: Office) -> None:
    page = text(anybody.get("/thu-tuc/", {"q": "cap giay"}))
    assert '<input type="hidden" form="languages" name="next" value="/thu-tuc/?q=cap+giay">' in page
    asked = {"language": "vi", "next": "/thu-tuc/?q=cap+giay"}
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/i18n/setlang/", asked)["Location"] == "/thu-tuc/?q=cap+giay"
