"""Questions to the catalogue, and what the database itself refuses."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agencies.models import Officer
from procedures.models import ChannelLimit, ProcedureVersion
from procedures.selectors import (
    cases_of,
    process_gaps,
    required_documents,
    search_procedures,
    version_in_force,
)
from procedures.services.versions import prepare_next_version, publish_version
from tests.factories import moment
from tests.integration.procedures.files import import_rows
from tests.unit.portal.rows import channel, document, procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(tmp_path: Path) -> ProcedureVersion:
    papers = [document(), document("Bản sao", "B"), document("Ảnh", "A"), document("Giấy", "B")]
    import_rows(tmp_path, [procedure(thanh_phan_ho_so=papers, hieu_luc_tu="2025-07-01")])
    return ProcedureVersion.objects.get()


def test_a_version_holds_from_its_first_day_and_not_on_its_last(version):
    ProcedureVersion.objects.update(valid_to=date(2026, 1, 1))
    assert version_in_force("1.000001", on=date(2025, 6, 30)) is None
    assert version_in_force("1.000001", on=date(2025, 7, 1)) == version
    assert version_in_force("1.000001", on=date(2025, 12, 31)) == version
    assert version_in_force("1.000001", on=date(2026, 1, 1)) is None
    assert version_in_force("9.999999", on=date(2026, 1, 1)) is None


def test_documents_of_a_case_come_with_those_of_every_case(version):
    assert cases_of(version) == ["B", "A"]
    assert [row.name for row in required_documents(version, "B")] == [
        "Đơn đề nghị",
        "Bản sao",
        "Giấy",
    ]
    assert [row.name for row in required_documents(version)] == ["Đơn đề nghị"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dang ky", True),
        ("ĐĂNG KÝ thử", True),
        ("thu nghi", True),
        ("1.000001", True),
        ("lĩnh vực", True),
        ("khai tử", False),
        ("", True),
        ("!!", False),
        ("' | x:*) --", False),
    ],
)
def test_the_search_ignores_accents_and_case(version, text: str, found: bool):
    assert search_procedures(text).exists() is found


def test_two_versions_cannot_hold_on_one_day(version):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureVersion.objects.create(
            procedure=version.procedure,
            number=2,
            valid_from=date(2025, 1, 1),
            valid_to=date(2025, 7, 2),
            name="x",
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureVersion.objects.create(
            procedure=version.procedure, number=2, valid_from=date(2027, 1, 1), name="x"
        )


@pytest.mark.parametrize(
    ("value", "unit"), [(None, "working_day"), (0, "month"), (5, ""), (1, "same_day")]
)
def test_a_limit_has_a_value_exactly_when_its_unit_needs_one(version, value, unit):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelLimit.objects.create(version=version, channel="post", value=value, unit=unit)


NOW = moment("2026-11-24 09:00")


@pytest.fixture
def administrator(version):
    return Officer.objects.create_user("quantri", full_name="Đỗ Quản Trị", is_staff=True)


def test_a_draft_copies_the_contents_and_holds_on_no_day(version):
    draft = prepare_next_version(version.pk, at=NOW)
    assert draft.is_draft
    assert draft.required_documents.count() == version.required_documents.count() == 4
    assert draft.limits.get().value == version.limits.get().value == 5
    for day in (date(2026, 11, 24), date(2026, 11, 25), date(2030, 1, 1)):
        assert version_in_force(version.procedure.code, on=day) == version


def test_a_draft_that_lies_there_is_given_back_as_it_stands(version):
    draft = prepare_next_version(version.pk, at=NOW)
    ProcedureVersion.objects.filter(pk=draft.pk).update(name="Tên đang sửa")
    assert prepare_next_version(version.pk, at=NOW).name == "Tên đang sửa"


def test_a_published_draft_holds_from_its_day_and_ends_the_one_before(version, administrator):
    draft = prepare_next_version(version.pk, at=NOW)
    day = date(2026, 12, 1)
    new = publish_version(draft.pk, on=day, by=administrator, at=NOW)
    assert (new.number, new.published_by, new.published_at) == (2, administrator, NOW)
    assert version_in_force(version.procedure.code, on=date(2026, 11, 30)) == version
    assert version_in_force(version.procedure.code, on=day) == new


def test_only_the_newest_version_can_be_followed(version, administrator):
    draft = prepare_next_version(version.pk, at=NOW)
    publish_version(draft.pk, on=date(2026, 11, 24), by=administrator, at=NOW)
    with pytest.raises(ValidationError) as refused:
        prepare_next_version(version.pk, at=NOW)
    assert refused.value.code == "not_the_newest"


def test_a_draft_is_published_once_and_not_into_the_past(version, administrator):
    draft = prepare_next_version(version.pk, at=NOW)
    with pytest.raises(ValidationError) as refused:
        publish_version(draft.pk, on=date(2026, 11, 23), by=administrator, at=NOW)
    assert refused.value.code == "in_the_past"
    publish_version(draft.pk, on=date(2026, 11, 25), by=administrator, at=NOW)
    with pytest.raises(ValidationError) as refused:
        publish_version(draft.pk, on=date(2026, 11, 26), by=administrator, at=NOW)
    assert refused.value.code == "not_a_draft"


def test_a_draft_does_not_come_before_a_version_that_begins_later(
    version, administrator, tmp_path: Path
):
    draft = prepare_next_version(version.pk, at=NOW)
    import_rows(tmp_path, [procedure(ten_thu_tuc="Tên mới của thủ tục")], "--on", "2026-12-01")
    with pytest.raises(ValidationError) as refused:
        publish_version(draft.pk, on=date(2026, 11, 30), by=administrator, at=NOW)
    assert refused.value.code == "newer_version_exists"
    new = publish_version(draft.pk, on=date(2026, 12, 2), by=administrator, at=NOW)
    assert [v.number for v in version.procedure.versions.order_by("number")] == [1, 2, 3]
    assert new.number == 3


def test_the_database_keeps_a_draft_from_holding(version):
    with pytest.raises(IntegrityError, match="version_draft_never_holds"), transaction.atomic():
        ProcedureVersion.objects.create(
            procedure=version.procedure,
            number=0,
            valid_from=date(2026, 1, 1),
            valid_to=date(2026, 6, 1),
            name="x",
        )


def test_steps_are_compared_with_each_limit(tmp_path: Path):
    step = {"buoc": "Thẩm định", "don_vi": "Phòng", "vai_tro": "specialist", "gio": 40}
    rows = [channel(value=5), channel("Trực tuyến", 4)]
    import_rows(tmp_path, [procedure(cach_thuc_thuc_hien=rows, quy_trinh_noi_bo=[step])])
    assert process_gaps(ProcedureVersion.objects.get()) == [8]
