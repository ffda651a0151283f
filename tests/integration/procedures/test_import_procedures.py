"""`import_procedures`: every row accounted for, a repeat changes nothing, a change opens a version."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.utils import translation

from procedures.models import (
    ChannelLimit,
    Fee,
    Procedure,
    ProcedureVersion,
    ProcessStep,
    RequiredDocument,
)
from procedures.selectors import version_in_force
from tests.integration.procedures.files import import_rows, run
from tests.unit.portal.rows import channel, document, procedure

pytestmark = pytest.mark.django_db

FIGURES = ("created", "new_version", "unchanged", "kept", "rejected")


def figures(report: dict) -> tuple[int, ...]:
    return tuple(report[name] for name in FIGURES)


def test_a_new_row_becomes_a_procedure_with_its_first_version(tmp_path: Path):
    fees = [{"so_tien": 8000, "tien_te": "VND"}]
    report = import_rows(
        tmp_path,
        [
            procedure(
                cach_thuc_thuc_hien=[channel(phi_le_phi=fees), channel("Trực tuyến", 3)],
                thanh_phan_ho_so=[document(), document("Bản sao", "Trường hợp A")],
            )
        ],
    )
    assert figures(report) == (1, 0, 0, 0, 0)
    version = version_in_force("1.000001", on=date(2026, 11, 24))
    assert version.number == 1
    assert [(limit.channel, limit.value) for limit in version.limits.order_by("position")] == [
        ("in_person", 5),
        ("online", 3),
    ]
    assert version.fees.get().amount == Decimal(8000)
    assert [row.case for row in version.required_documents.order_by("position")] == [
        "",
        "Trường hợp A",
    ]
    assert version.procedure.search_key == "1 000001 dang ky thu nghiem linh vuc thu"


def test_a_repeat_changes_nothing(tmp_path: Path):
    rows = [procedure(), procedure("1.000002")]
    import_rows(tmp_path, rows)
    before = list(ProcedureVersion.objects.values())
    assert figures(import_rows(tmp_path, rows)) == (0, 0, 2, 0, 0)
    assert list(ProcedureVersion.objects.values()) == before


def test_a_changed_limit_opens_the_next_version_and_keeps_the_old_one(tmp_path: Path):
    import_rows(tmp_path, [procedure()])
    changed = procedure(cach_thuc_thuc_hien=[channel(value=7)])
    report = import_rows(tmp_path, [changed], "--on", "2026-11-24")
    assert figures(report) == (0, 1, 0, 0, 0)
    old, new = ProcedureVersion.objects.order_by("number")
    assert (old.number, old.valid_to, old.limits.get().value) == (1, date(2026, 11, 24), 5)
    assert (new.number, new.valid_from, new.limits.get().value) == (2, date(2026, 11, 24), 7)
    assert version_in_force("1.000001", on=date(2026, 11, 23)) == old
    assert version_in_force("1.000001", on=date(2026, 11, 24)) == new


def test_two_changes_on_one_day_leave_the_last_in_force(tmp_path: Path):
    import_rows(tmp_path, [procedure()])
    for value in (7, 9):
        changed = procedure(cach_thuc_thuc_hien=[channel(value=value)])
        import_rows(tmp_path, [changed], "--on", "2026-11-24")
    version = version_in_force("1.000001", on=date(2026, 11, 24))
    assert (version.number, version.limits.get().value) == (3, 9)


def test_own_settings_and_steps_pass_to_the_next_version(tmp_path: Path):
    step = {"buoc": "Thẩm định", "don_vi": "Phòng Thử", "vai_tro": "specialist", "gio": 40}
    import_rows(tmp_path, [procedure(nhay_cam=True, quy_trinh_noi_bo=[step])])
    import_rows(tmp_path, [procedure(ten_thu_tuc="Tên mới")])
    version = ProcedureVersion.objects.get(number=2)
    assert version.sensitive
    assert [(row.name, row.unit_text) for row in version.steps.all()] == [
        ("Thẩm định", "Phòng Thử")
    ]
    assert ProcessStep.objects.count() == 2
    assert Procedure.objects.get().name == "Tên mới"


def test_a_bad_row_is_reported_and_the_rest_kept(tmp_path: Path):
    rows = [
        procedure(),
        procedure("1.000002", thoi_han_don_vi="Tuần"),
        "không phải đối tượng",
        procedure("1.000003"),
    ]
    report = import_rows(tmp_path, rows)
    assert figures(report) == (2, 0, 0, 0, 2)
    assert [(row["row"], row["code"], row["reason"]) for row in report["report"][1:3]] == [
        (2, "1.000002", "unknown_unit"),
        (3, "", "not_an_object"),
    ]
    assert all(row["sentence"] for row in report["report"][1:3])
    assert set(Procedure.objects.values_list("code", flat=True)) == {"1.000001", "1.000003"}


def test_the_reason_is_told_in_the_language_of_the_operator(tmp_path: Path):
    with translation.override("en"):
        report = import_rows(tmp_path, [procedure(thoi_han_don_vi="Tuần")])
    assert report["report"][0]["sentence"] == "The unit of the time limit is not known."


def test_a_code_twice_in_the_file_counts_once(tmp_path: Path):
    report = import_rows(tmp_path, [procedure(), procedure(ten_thu_tuc="Tên khác")])
    assert figures(report) == (1, 0, 0, 0, 1)
    assert report["report"][1]["reason"] == "code_twice"
    assert Procedure.objects.get().name == "Đăng ký thử nghiệm"


def test_an_unknown_agency_role_or_rule_rejects_the_row(tmp_path: Path):
    step = {"buoc": "Thẩm định", "don_vi": "Phòng Thử", "vai_tro": "king", "gio": 4}
    report = import_rows(
        tmp_path,
        [
            procedure(co_quan_giai_quyet="H41.99"),
            procedure("1.000002", quy_trinh_noi_bo=[step]),
            procedure("1.000003", quy_tac_tinh="whenever"),
        ],
    )
    assert [row["reason"] for row in report["report"]] == [
        "unknown_agency",
        "unknown_role",
        "unknown_start_rule",
    ]
    assert not Procedure.objects.exists()


def test_a_closed_procedure_is_not_opened_again_by_a_file(tmp_path: Path):
    import_rows(tmp_path, [procedure()])
    Procedure.objects.update(closed_on=date(2026, 1, 1))
    report = import_rows(tmp_path, [procedure(ten_thu_tuc="Tên mới")])
    assert report["report"][0]["reason"] == "procedure_closed"
    assert version_in_force("1.000001", on=date(2026, 11, 24)) is None


def test_an_import_dated_before_a_known_version_is_refused(tmp_path: Path):
    import_rows(tmp_path, [procedure(hieu_luc_tu="2026-10-01")])
    report = import_rows(tmp_path, [procedure(ten_thu_tuc="Tên mới")], "--on", "2026-09-01")
    assert report["report"][0]["reason"] == "newer_version_exists"


def test_rows_without_limit_channel_or_documents_are_taken_as_they_are(tmp_path: Path):
    open_row = procedure(
        thoi_han_gia_tri=None,
        thoi_han_don_vi=None,
        cach_thuc_thuc_hien=[channel(value=None, unit=None)],
        thanh_phan_ho_so=[],
    )
    report = import_rows(tmp_path, [open_row, procedure("1.000002", cach_thuc_thuc_hien=[])])
    assert figures(report) == (2, 0, 0, 0, 0)
    limit = ChannelLimit.objects.get()
    assert (limit.value, limit.unit) == (None, "")
    assert RequiredDocument.objects.count() == 1
    assert not Fee.objects.exists()


def test_names_of_a_thousand_characters_and_a_hundred_documents_fit(tmp_path: Path):
    papers = [document(f"Giấy tờ {number}", "x" * 1_796) for number in range(100)]
    row = procedure(ten_thu_tuc="Thủ tục " * 150, thanh_phan_ho_so=papers)
    assert figures(import_rows(tmp_path, [row])) == (1, 0, 0, 0, 0)
    assert RequiredDocument.objects.count() == 100


def test_the_short_report_names_only_rows_with_something_to_say(tmp_path: Path):
    report = import_rows(tmp_path, [procedure(), None], "--summary")
    assert report["rows"] == 2
    assert [row["row"] for row in report["report"]] == [2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{not json", "not JSON"),
        (b"", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'"only words"', "holds no list"),
        (b'{"procedures": 3}', "holds no list"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_file_that_is_no_export_is_refused_and_nothing_changes(
    tmp_path: Path, content: bytes, words: str
):
    file = tmp_path / "export.json"
    file.write_bytes(content)
    with translation.override("en"), pytest.raises(CommandError, match=words):
        run("import_procedures", file)
    assert not Procedure.objects.exists()


def test_a_missing_file_is_refused(tmp_path: Path):
    with translation.override("en"), pytest.raises(CommandError, match="There is no file"):
        run("import_procedures", tmp_path / "nowhere.json")


def test_a_folder_is_no_file(tmp_path: Path):
    with translation.override("en"), pytest.raises(CommandError, match="cannot be read"):
        run("import_procedures", tmp_path)
