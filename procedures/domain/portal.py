"""The national portal's export of procedures, read into plain records.

Nothing is guessed: a limit without a unit stays without one ("the same day" or words only, the
officer decides), a row that cannot be read is refused with a code, and odd figures are kept and
remarked upon.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from procedures.domain.channels import Channel, Level
from procedures.domain.limits import LimitUnit
from procedures.domain.portal_fields import Fields, RowRejected
from procedures.domain.process import process_gap

#: `1.000253`, or with the province's tail `1.012790.000.00.00.H41`.
PROCEDURE_CODE = re.compile(r"\d\.\d{6}(\.[0-9A-Z]{2,3})*")

CHANNELS = {
    "Trực tiếp": Channel.IN_PERSON,
    "Trực tuyến": Channel.ONLINE,
    "Dịch vụ bưu chính": Channel.POST,
}
UNITS = {
    "": None,
    "Ngày làm việc": LimitUnit.WORKING_DAY,
    "Ngày": LimitUnit.CALENDAR_DAY,
    "Giờ": LimitUnit.WORKING_HOUR,
    "Tháng": LimitUnit.MONTH,
}
LEVELS = {
    "Cấp bộ": Level.MINISTRY,
    "Cấp tỉnh": Level.PROVINCE,
    "Cấp huyện": Level.DISTRICT,
    "Cấp xã": Level.COMMUNE,
    "Cơ quan khác": Level.OTHER,
}
#: The portal splits its tables out of running text; a count above this is most likely a year.
PLAUSIBLE_COUNT = 50


@dataclass(frozen=True, slots=True)
class PortalLimit:
    """The limit of one channel; without a unit the law gives it only in words."""

    channel: Channel
    value: int | None
    unit: LimitUnit | None
    case: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PortalFee:
    """A fee for dossiers filed through one channel."""

    channel: Channel
    name: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class PortalDocument:
    """A component of the dossier, in every case or in a named one."""

    case: str
    name: str
    originals: int
    copies: int
    has_form: bool
    required: bool


@dataclass(frozen=True, slots=True)
class PortalResult:
    """What the applicant gets."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class PortalStep:
    """A step of the internal process; the unit is an identity code or words."""

    name: str
    unit: str
    role: str
    budget_hours: Decimal


@dataclass(frozen=True, slots=True)
class PortalProcedure:
    """One procedure as the export tells it. `None` in an own field means: the file is silent."""

    code: str
    name: str
    sector: str
    category: str
    issuing_body: str
    decision_no: str
    audience: str
    legal_basis: tuple[str, ...]
    levels: tuple[Level, ...]
    executing_body: str
    authority: str
    limit_value: int | None
    limit_unit: LimitUnit | None
    limits: tuple[PortalLimit, ...]
    fees: tuple[PortalFee, ...]
    documents: tuple[PortalDocument, ...]
    results: tuple[PortalResult, ...]
    source_url: str
    valid_from: date | None = None
    settling_agency: str | None = None
    settled_at_counter: bool | None = None
    sensitive: bool | None = None
    payment_pause_article: str | None = None
    start_rule: str | None = None
    steps: tuple[PortalStep, ...] | None = None
    remarks: tuple[str, ...] = field(default=(), compare=False)

    def digest(self) -> str:
        """SHA-256 of the content; two exports with the same words and figures agree on it."""
        content = asdict(self)
        del content["remarks"], content["valid_from"]
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()


class NotAnExport(Exception):
    """The document is not an export at all: neither a list of procedures nor an object holding one."""


def rows_of(document: object) -> list[object]:
    """The rows of an export: a list, or the list under `procedures`; raises `NotAnExport`."""
    rows = document.get("procedures") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise NotAnExport
    return rows


def parse_procedure(row: object) -> PortalProcedure:
    """One object of the export as a record; raises `RowRejected`."""
    fields = Fields.of(row)
    value, unit = _limit(fields, "thoi_han_gia_tri", "thoi_han_don_vi")
    channels = fields.objects("cach_thuc_thuc_hien")
    procedure = PortalProcedure(
        code=_code(fields),
        name=fields.text("ten_thu_tuc", required=True),
        sector=fields.text("linh_vuc", longest=200, required=True),
        category=fields.text("loai_thu_tuc", longest=200),
        issuing_body=fields.text("bo_nganh_cong_bo", longest=200),
        decision_no=fields.text("so_quyet_dinh_cong_bo", longest=200),
        audience=fields.text("doi_tuong_thuc_hien"),
        legal_basis=fields.texts("van_ban_can_cu"),
        levels=_levels(fields),
        executing_body=fields.text("co_quan_thuc_hien"),
        authority=fields.text("co_quan_co_tham_quyen"),
        limit_value=value,
        limit_unit=unit,
        limits=tuple(_channel_limit(each) for each in channels),
        fees=tuple(fee for each in channels for fee in _fees(each)),
        documents=tuple(_document(each) for each in fields.objects("thanh_phan_ho_so")),
        results=tuple(
            PortalResult(each.text("ten"), each.text("ma_ket_qua", longest=60))
            for each in fields.objects("ket_qua")
        ),
        source_url=_source(fields),
        **_own_fields(fields),
    )
    return replace(procedure, remarks=_remarks(procedure))


def _own_fields(fields: Fields) -> dict[str, Any]:
    """The fields that only a province's own file has; the portal's export is silent about them."""
    own: dict[str, Any] = {"valid_from": fields.day("hieu_luc_tu")}
    if "co_quan_giai_quyet" in fields.row:
        own["settling_agency"] = fields.text("co_quan_giai_quyet", longest=16)
    if "giai_quyet_tai_quay" in fields.row:
        own["settled_at_counter"] = fields.flag("giai_quyet_tai_quay", default=False)
    if "nhay_cam" in fields.row:
        own["sensitive"] = fields.flag("nhay_cam", default=False)
    if "can_cu_tam_dung" in fields.row:
        own["payment_pause_article"] = fields.text("can_cu_tam_dung", longest=200)
    if "quy_tac_tinh" in fields.row:
        own["start_rule"] = fields.text("quy_tac_tinh", longest=24)
    if "quy_trinh_noi_bo" in fields.row:
        own["steps"] = tuple(_step(each) for each in fields.objects("quy_trinh_noi_bo"))
    return own


def _code(fields: Fields) -> str:
    code = fields.text("ma_thu_tuc", longest=30, required=True)
    if not PROCEDURE_CODE.fullmatch(code):
        raise RowRejected("bad_code", "ma_thu_tuc", code)
    return code


def _source(fields: Fields) -> str:
    url = fields.text("nguon_url", longest=500)
    if url and not url.startswith(("https://", "http://")):
        raise RowRejected("bad_address", "nguon_url", url[:80])
    return url


def _levels(fields: Fields) -> tuple[Level, ...]:
    names = fields.texts("cap_thuc_hien")
    unknown = [name for name in names if name not in LEVELS]
    if unknown:
        raise RowRejected("unknown_level", "cap_thuc_hien", unknown[0])
    return tuple(LEVELS[name] for name in names)


def _limit(fields: Fields, value_key: str, unit_key: str) -> tuple[int | None, LimitUnit | None]:
    value = fields.count(value_key)
    unit = fields.word(unit_key, UNITS, refusal="unknown_unit")
    if value == 0:
        raise RowRejected("out_of_range", value_key, "0")
    if (value is None) != (unit is None):
        raise RowRejected("half_limit", value_key, f"{value} {fields.text(unit_key)}")
    return value, unit


def _channel_limit(fields: Fields) -> PortalLimit:
    value, unit = _limit(fields, "thoi_han", "don_vi_thoi_han")
    return PortalLimit(
        channel=fields.word("hinh_thuc", CHANNELS, refusal="unknown_channel"),
        value=value,
        unit=unit,
        case=fields.text("truong_hop"),
        note=fields.text("ghi_chu"),
    )


def _fees(fields: Fields) -> tuple[PortalFee, ...]:
    channel = fields.word("hinh_thuc", CHANNELS, refusal="unknown_channel")
    return tuple(
        PortalFee(
            channel=channel,
            name=each.text("ten"),
            amount=each.amount("so_tien"),
            currency=each.text("tien_te", longest=3) or "VND",
        )
        for each in fields.objects("phi_le_phi")
    )


def _document(fields: Fields) -> PortalDocument:
    return PortalDocument(
        case=fields.text("truong_hop"),
        name=fields.text("ten", required=True),
        originals=fields.count("ban_chinh") or 0,
        copies=fields.count("ban_sao") or 0,
        has_form=fields.flag("co_mau_don", default=False),
        required=fields.flag("bat_buoc", default=True),
    )


def _step(fields: Fields) -> PortalStep:
    return PortalStep(
        name=fields.text("buoc", longest=300, required=True),
        unit=fields.text("don_vi", longest=200),
        role=fields.text("vai_tro", longest=16),
        budget_hours=fields.amount("gio"),
    )


def _remarks(procedure: PortalProcedure) -> tuple[str, ...]:
    found = []
    documents = procedure.documents
    if any(max(each.originals, each.copies) > PLAUSIBLE_COUNT for each in documents):
        found.append("odd_document_count")
    budgets = [step.budget_hours for step in procedure.steps or ()]
    if any(process_gap(budgets, limit.value, limit.unit) for limit in procedure.limits):
        found.append("steps_differ_from_limit")
    return tuple(found)


def counted_facts(procedures: Iterable[PortalProcedure]) -> dict[str, int]:
    """How often the file leaves something open or gives a choice; shown in the import's report."""
    facts: Counter[str] = Counter(
        without_unit=0,
        channel_rows_without_limit=0,
        without_channel=0,
        limit_differs_by_channel=0,
        several_rows_for_a_channel=0,
        in_hours=0,
    )
    for each in procedures:
        per_channel = Counter(limit.channel for limit in each.limits)
        facts["without_unit"] += each.limit_unit is None
        facts["channel_rows_without_limit"] += sum(limit.unit is None for limit in each.limits)
        facts["without_channel"] += not each.limits
        facts["limit_differs_by_channel"] += (
            len({(limit.value, limit.unit) for limit in each.limits}) > 1
        )
        facts["several_rows_for_a_channel"] += any(rows > 1 for rows in per_channel.values())
        facts["in_hours"] += each.limit_unit == LimitUnit.WORKING_HOUR
    return dict(facts)
