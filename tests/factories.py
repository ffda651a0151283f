"""A small office to tell stories in: the Centre, a department, a commune, officers and two procedures.

Only reference data and fresh dossiers are built here; every later state is reached by acts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agencies.domain.roles import Role
from agencies.models import Agency, AgencyKind, Officer, RoleGrant
from agencies.selectors import Actor
from dossiers.models import Dossier
from dossiers.services import do_act
from procedures.domain.text import search_key
from procedures.models import (
    ChannelLimit,
    Procedure,
    ProcedureVersion,
    ProcessStep,
    RequiredDocument,
    Sector,
)
from procedures.services.reference import load_shipped_calendar

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def moment(text: str) -> datetime:
    """`2026-11-19 16:40` as the clock on the office's wall shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@dataclass(frozen=True)
class Office:
    """The people and places of a story."""

    centre: Agency
    department: Agency
    unit: Agency
    second_unit: Agency
    commune: Agency
    counter: Officer
    specialist: Officer
    unit_head: Officer
    agency_head: Officer
    centre_head: Officer
    oversight: Officer
    administrator: Officer
    partner: Officer
    stranger: Officer
    procedure: Procedure
    version: ProcedureVersion
    at_counter: Procedure

    def officer(self, role: Role) -> Officer:
        return getattr(self, role.value)


def make_officer(
    username: str, role: Role | None, agency: Agency, *, full_name: str = ""
) -> Officer:
    """An officer who has held one role since 2019."""
    officer = Officer.objects.create_user(
        username=username,
        password="mat-khau-thu-nghiem",
        email=f"{username}@vidu.example",
        full_name=full_name or username,
        is_staff=True,
    )
    if role is not None:
        RoleGrant.objects.create(
            officer=officer, role=role, agency=agency, valid_from=date(2019, 1, 1)
        )
    return officer


def make_procedure(
    code: str,
    *,
    name: str,
    agency: Agency | None,
    limit: tuple[int | None, str] = (5, "working_day"),
    documents: tuple[str, ...] = ("Đơn đề nghị", "Bản sao giấy tờ kèm theo"),
    **version: Any,
) -> ProcedureVersion:
    """A procedure with one version in force since 2019 and the same limit on every channel."""
    sector, _ = Sector.objects.get_or_create(code="linh-vuc-thu", defaults={"name": "Lĩnh vực thử"})
    procedure = Procedure.objects.create(
        code=code, sector=sector, name=name, search_key=search_key(f"{code} {name}")
    )
    made = ProcedureVersion.objects.create(
        procedure=procedure,
        number=1,
        valid_from=date(2019, 1, 1),
        name=name,
        settling_agency=agency,
        **version,
    )
    for channel in ("in_person", "online", "post"):
        ChannelLimit.objects.create(version=made, channel=channel, value=limit[0], unit=limit[1])
    for position, document in enumerate(documents, start=1):
        RequiredDocument.objects.create(
            version=made, name=document, originals=1, copies=0, position=position
        )
    return made


def make_office() -> Office:
    """With the official calendar: the Centre H41.01.02, Sở Thử nghiệm H41.03 with two units, Xã Ví Dụ H41.90, and their officers."""
    load_shipped_calendar(at=moment("2026-01-02 08:00"))
    province = Agency.objects.create(
        code="H41", kind=AgencyKind.PROVINCE, name="UBND tỉnh Nghệ An", place="Nghệ An"
    )
    centre = Agency.objects.create(
        code="H41.01.02",
        kind=AgencyKind.CENTRE,
        name="Trung tâm Phục vụ hành chính công tỉnh Nghệ An",
        short_name="TTPVHCC",
        parent=province,
        is_one_stop=True,
        place="Nghệ An",
    )
    department = Agency.objects.create(
        code="H41.03",
        kind=AgencyKind.DEPARTMENT,
        name="Sở Thử nghiệm",
        short_name="STN",
        parent=province,
        place="Nghệ An",
    )
    unit, second_unit = (
        Agency.objects.create(
            code=f"H41.03.0{number}", kind=AgencyKind.UNIT, name=name, parent=department
        )
        for number, name in ((1, "Phòng Thẩm định"), (2, "Phòng Tổng hợp"))
    )
    commune = Agency.objects.create(
        code="H41.90",
        kind=AgencyKind.COMMUNE,
        name="UBND xã Ví Dụ",
        short_name="UBVD",
        parent=province,
        is_one_stop=True,
        place="Ví Dụ",
    )
    version = make_procedure("1.000001", name="Cấp giấy phép thử nghiệm", agency=department)
    ProcessStep.objects.create(
        version=version, position=1, name="Thẩm định", unit=unit, budget_hours=24
    )
    ProcessStep.objects.create(
        version=version, position=2, name="Trình duyệt", unit=second_unit, budget_hours=16
    )
    at_counter = make_procedure(
        "1.000002",
        name="Cấp bản sao tại quầy",
        agency=department,
        limit=(None, "same_day"),
        documents=(),
        settled_at_counter=True,
    )
    return Office(
        centre=centre,
        department=department,
        unit=unit,
        second_unit=second_unit,
        commune=commune,
        counter=make_officer("quay1", Role.COUNTER, centre, full_name="Nguyễn Thị Tiếp Nhận"),
        specialist=make_officer("chuyenvien1", Role.SPECIALIST, unit, full_name="Trần Văn Thẩm"),
        unit_head=make_officer("truongphong1", Role.UNIT_HEAD, unit, full_name="Lê Thị Phòng"),
        agency_head=make_officer("giamdoc1", Role.AGENCY_HEAD, department, full_name="Phạm Văn Sở"),
        centre_head=make_officer("giamdoctt", Role.CENTRE_HEAD, centre, full_name="Võ Thị Tâm"),
        oversight=make_officer("giamsat1", Role.OVERSIGHT, province, full_name="Hồ Văn Sát"),
        administrator=make_officer("quantri1", Role.ADMINISTRATOR, centre, full_name="Đỗ Quản Trị"),
        partner=make_officer("may-lienthong", Role.PARTNER, department, full_name="Hệ thống nối"),
        stranger=make_officer("nguoila", None, centre, full_name="Người Lạ"),
        procedure=version.procedure,
        version=version,
        at_counter=at_counter.procedure,
    )


APPLICANT = {
    "kind": "citizen",
    "name": "Nguyễn Văn Ví Dụ",
    "identity_number": "040000000001",
    "address": "Khối 1, phường Ví Dụ, Nghệ An",
    "phone": "0900000001",
    "email": "vidu@congdan.example",
}


def opening_facts(office: Office, **changed: Any) -> dict[str, Any]:
    """The facts of a complete dossier handed in at the Centre's counter."""
    procedure = changed.pop("procedure", office.procedure.code)
    documents = RequiredDocument.objects.filter(version__procedure__code=procedure)
    return {
        "receiving_unit": office.centre.code,
        "procedure": procedure,
        "channel": "in_person",
        "applicant": dict(APPLICANT),
        "subject": "Đề nghị cấp giấy phép thử nghiệm",
        "documents": [
            {"required": document.pk, "originals": 1, "copies": 0, "received": True}
            for document in documents
        ],
        **changed,
    }


#: When tests act that do not care when.
SOME_TIME = moment("2026-03-10 09:00")


def act_facts(office: Office, act: str, *, at: datetime = SOME_TIME) -> dict[str, Any]:
    """Facts that satisfy an act on a dossier of the small office, done at a moment."""
    facts: Mapping[str, dict[str, Any]] = {
        "receive": {},
        "request_completion": {"items": ["Đơn có chữ ký"], "reason": "Đơn chưa ký"},
        "decline": {"reason": "Không thuộc thẩm quyền", "originals_given_back": True},
        "transfer": {},
        "forward": {"to_one_stop": office.commune.code},
        "confirm_arrival": {},
        "hand_over": {"to_unit": office.second_unit.code, "remark": "Trình ký"},
        "refuse_hand_over": {"grounds": "poor", "remark": "Thiếu tờ trình"},
        "consult": {
            "asked_agency": office.commune.code,
            "consultation_kind": "opinion",
            "question": "Thửa đất có tranh chấp không?",
            "answer_by": (at + timedelta(days=2)).isoformat(),
        },
        "answer_consultation": {"consultation": 1, "answer": "Không có tranh chấp"},
        "cancel_consultation": {"consultation": 1, "reason": "Đã có bản đồ"},
        "record_verification": {
            "held_at": at.isoformat(),
            "place": "Thửa đất số 1, xã Ví Dụ",
            "participants": ["Trần Văn Thẩm", "Nguyễn Văn Ví Dụ"],
            "content": "Ranh giới đúng với bản đồ",
        },
        "request_supplement": {
            "items": ["Bản vẽ hoàn công", "Đơn có chữ ký"],
            "reason": "Thiếu bản vẽ và chữ ký",
            "legal_ground": "Điều 19.4 Nghị định 61/2018/NĐ-CP",
            "approved_by": office.agency_head.username,
        },
        "accept_supplement": {"items_received": ["Bản vẽ hoàn công", "Đơn có chữ ký"]},
        "note_delivery": {"items_received": ["Bản vẽ hoàn công"]},
        "cancel_supplement": {"reason": "Bản vẽ đã có trong hồ sơ"},
        "request_payment": {"fees": [{"name": "Lệ phí", "amount": 50_000}]},
        "confirm_payment": {"receipt_number": "BL-0001"},
        "settle": {"outcome": "approved", "result": "GP-01/2026"},
        "return_result": {
            "how": "counter",
            "recipient": APPLICANT["name"],
            "recipient_proof": "receipt",
        },
        "withdraw": {"request": "Đơn xin rút ngày 20/11/2026", "reason": "Không còn nhu cầu"},
        "stop": {"ground": "entered_in_error", "document": "TB-01"},
        "reopen": {"reason": "Kết quả ghi sai tên"},
        "report_loss": {
            "lost_items": ["Bản vẽ hoàn công"],
            "responsible": office.department.code,
            "reason": "Thất lạc khi chuyển giữa các phòng",
        },
        "tell_applicant": {"announcement": 1, "how_told": "phone"},
        "amend": {"changes": {"phone": "0900000002"}, "reason": "Ghi nhầm số"},
    }
    return dict(facts[act])


#: One officer of the small office who may do each act.
PERFORMERS = {
    "hand_over": "specialist",
    "refuse_hand_over": "specialist",
    "consult": "specialist",
    "record_verification": "specialist",
    "request_supplement": "specialist",
    "cancel_supplement": "agency_head",
    "settle": "agency_head",
    "reopen": "agency_head",
    "stop": "centre_head",
}


def perform_act(
    office: Office, act: str, *, at: datetime, dossier: Dossier | None = None, **facts: Any
) -> Dossier:
    """Do an act by an officer who may, with facts that suffice; returns the dossier as it now stands."""
    opening = opening_facts(office) if dossier is None else {}
    given = {**opening, **_extra(office, act, at), **facts}
    performer = (
        office.counter if dossier is None else getattr(office, PERFORMERS.get(act, "counter"))
    )
    done = do_act(
        act,
        actor=Actor(performer),
        at=at,
        facts=given,
        dossier_id=dossier.pk if dossier else None,
    )
    return Dossier.objects.get(pk=done.dossier.pk)


def _extra(office: Office, act: str, at: datetime) -> dict[str, Any]:
    return {} if act in ("submit", "receive") else act_facts(office, act, at=at)


#: Acts that lead a new dossier to each state.
WAYS: Mapping[str, tuple[str, ...]] = {
    "submitted": ("submit",),
    "received": ("receive",),
    "declined": ("decline",),
    "processing": ("receive", "transfer"),
    "supplement_requested": ("receive", "request_supplement"),
    "payment_requested": ("receive", "request_payment"),
    "withdrawn": ("receive", "withdraw"),
    "stopped": ("receive", "stop"),
    "settled": ("receive", "transfer", "settle"),
    "returned": ("receive", "transfer", "settle", "return_result"),
}


def dossier_in(office: Office, state: str, *, at: datetime) -> Dossier:
    """A dossier led to a state by the acts that lead there, all at one moment."""
    dossier: Dossier | None = None
    for act in WAYS[state]:
        dossier = perform_act(office, act, at=at, dossier=dossier)
    assert dossier is not None
    assert dossier.state == state
    return dossier
