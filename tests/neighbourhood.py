"""Two departments, two one-stop units, a commune that is asked, and whoever holds a role there.

One dossier stands in each plight that decides who may see it. Every state is reached by acts, at
moments that lie before `NOW`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from agencies.domain.roles import Role
from agencies.models import Agency, AgencyKind, Delegation, Officer, RoleGrant
from agencies.selectors import Actor
from batches.services import start_batch
from dossiers.models import Dossier, Outage
from dossiers.services import do_act
from dossiers.services.feedback import give_feedback
from notifications.models import (
    ApologyLetter,
    DelayNotice,
    Downtime,
    OverdueFlag,
    ReminderLetter,
    Webhook,
)
from notifications.services import answer_delay_notice, sweep
from tests.factories import (
    APPLICANT,
    WAYS,
    Office,
    make_office,
    make_officer,
    make_procedure,
    moment,
    opening_facts,
    perform_act,
)
from tests.integration.dossiers.files.scenes import filed
from tests.integration.notifications.scenes import (
    ANSWERED,
    DEMANDED,
    LATE,
    NEW_DATE,
    REASON,
    RECEIVED,
    TRANSFERRED,
    issued,
)

#: Monday after a weekend on which much became late.
NOW = moment("2026-11-30 14:00")
THIS_MORNING = moment("2026-11-30 08:00")

#: A dossier's code, its reference, and the telephone number of its applicant name it.
_NAME = re.compile(
    r"H41[.0-9]*-\d{6}-\d{4}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|0999\d{6}"
)


@dataclass
class Neighbourhood:
    """`dossiers` by a word for their plight, `holders` by a word for what they are."""

    office: Office
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    holders: dict[str, Officer] = field(default_factory=dict)

    def named_in(self, text: str) -> set[str]:
        """The dossiers that a text names, by the words for their plights."""
        return {self._names[found] for found in _NAME.findall(text) if found in self._names}

    def remember_names(self) -> None:
        """Once all dossiers stand as they are to stand."""
        self._names: dict[str, str] = {}
        for word, dossier in list(self.dossiers.items()):
            self.dossiers[word] = now = Dossier.objects.get(pk=dossier.pk)
            names = (now.code, str(now.ref), now.applicant.phone)
            self._names.update({name: word for name in names if name})


def settle_in(office: Office | None = None) -> Neighbourhood:
    """Build it; takes some seconds, since every paper is made."""
    ours = office or make_office()
    theirs, village = _second_department(ours), _village(ours)
    built = Neighbourhood(ours, holders=_holders(ours, theirs, village))
    for machine in (ours.partner, theirs.partner):
        Webhook.objects.create(officer=machine, url="https://vidu.example/", secret="s")
    _what_became_late(built, ours, theirs, village)
    _what_stands_in_each_state(built, ours)
    _what_others_have_a_part_in(built, ours, theirs, village)
    _what_machines_sent(built, ours, theirs)
    _what_belongs_to_them(built, ours)
    built.remember_names()
    return built


def _second_department(ours: Office) -> Office:
    department = Agency.objects.create(
        code="H41.04",
        kind=AgencyKind.DEPARTMENT,
        name="Sở Láng giềng",
        short_name="SLG",
        parent=ours.department.parent,
        place="Nghệ An",
    )
    unit = Agency.objects.create(
        code="H41.04.01", kind=AgencyKind.UNIT, name="Phòng Bên cạnh", parent=department
    )
    version = make_procedure("1.000004", name="Cấp giấy phép láng giềng", agency=department)
    return replace(
        ours,
        department=department,
        unit=unit,
        second_unit=unit,
        specialist=make_officer("chuyenvien2", Role.SPECIALIST, unit, full_name="Bùi Văn Bên"),
        unit_head=make_officer("truongphong2", Role.UNIT_HEAD, unit, full_name="Đinh Thị Cạnh"),
        agency_head=make_officer("giamdoc2", Role.AGENCY_HEAD, department, full_name="Tạ Văn Láng"),
        partner=make_officer("may-langgieng", Role.PARTNER, department, full_name="Hệ thống bên"),
        procedure=version.procedure,
        version=version,
    )


def _village(ours: Office) -> Office:
    return replace(
        ours,
        centre=ours.commune,
        counter=make_officer("quayxa", Role.COUNTER, ours.commune, full_name="Mai Thị Quầy"),
        centre_head=make_officer("chutichxa", Role.AGENCY_HEAD, ours.commune, full_name="Cao Xã"),
    )


def _holders(ours: Office, theirs: Office, village: Office) -> dict[str, Officer]:
    """Each role, each side, and those whose roles are over, not yet begun, lent or moved."""
    moved = make_officer("chuyendi", Role.SPECIALIST, theirs.unit, full_name="Hà Văn Chuyển")
    ended = make_officer("daketthuc", None, ours.centre, full_name="Ngô Đã Nghỉ")
    begins = make_officer("chuabatdau", None, ours.centre, full_name="Lý Sắp Làm")
    helper = make_officer("duocuyquyen", Role.SPECIALIST, theirs.unit, full_name="Vũ Được Giao")
    today, day = NOW.date(), timedelta(days=1)
    held = {"role": Role.COUNTER, "agency": ours.centre}
    RoleGrant.objects.create(
        officer=ended, valid_from=date(2020, 1, 1), valid_to=today - day, **held
    )
    RoleGrant.objects.create(officer=begins, valid_from=today + day, **held)
    # Of our department until last Friday, of theirs since.
    RoleGrant.objects.filter(officer=moved).update(valid_from=moment("2026-11-28 00:00").date())
    RoleGrant.objects.create(
        officer=moved,
        role=Role.SPECIALIST,
        agency=ours.unit,
        valid_from=date(2020, 1, 1),
        valid_to=date(2026, 11, 27),
    )
    Delegation.objects.create(
        giver=ours.agency_head,
        receiver=helper,
        role=Role.AGENCY_HEAD,
        agency=ours.department,
        acts=["settle"],
        signature_form="TL.",
        valid_from=date(2026, 1, 1),
    )
    roles = {role.value: ours.officer(role) for role in Role}
    neighbours = {
        f"their {name}": getattr(theirs, name)
        for name in ("specialist", "unit_head", "agency_head", "partner")
    }
    return {
        **roles,
        **neighbours,
        "village counter": village.counter,
        "village head": village.centre_head,
        "stranger": ours.stranger,
        "moved away": moved,
        "role ended": ended,
        "role to begin": begins,
        "delegate": helper,
    }


def _what_became_late(built: Neighbourhood, ours: Office, theirs: Office, village: Office) -> None:
    """Missed, moved in time, and settled late; in each department and from each one-stop unit."""
    late = {
        "overdue": ours,
        "re-appointed": ours,
        "demand answered": ours,
        "settled late": ours,
        "theirs overdue": theirs,
        "village overdue": village,
    }
    for word, side in late.items():
        dossier = _opened(built, side, word, at=RECEIVED)
        perform_act(side, "transfer", at=TRANSFERRED, dossier=dossier)
    due_tomorrow = _opened(built, ours, "due tomorrow", at=RECEIVED + timedelta(days=5))
    perform_act(ours, "transfer", at=RECEIVED + timedelta(days=5), dossier=due_tomorrow)
    sweep(DEMANDED)
    letters = {word: _answered(built, ours, word) for word in ("re-appointed", "demand answered")}
    issued(ours, letters["re-appointed"], at=ANSWERED)
    moved = built.holders["moved away"]
    do_act(
        "hand_over",
        actor=Actor(moved),
        at=ANSWERED,
        facts={"to_unit": ours.second_unit.code, "remark": "Trình"},
        dossier_id=built.dossiers["overdue"].pk,
    )
    sweep(LATE)
    perform_act(ours, "settle", at=LATE, dossier=built.dossiers["settled late"])
    sweep(THIS_MORNING)


def _answered(built: Neighbourhood, side: Office, word: str) -> ApologyLetter:
    return answer_delay_notice(
        notice_id=DelayNotice.objects.get(dossier=built.dossiers[word]).pk,
        actor=Actor(side.specialist),
        at=ANSWERED,
        reason_code="verification",
        reason=REASON,
        proposed_until=NEW_DATE,
    )


def _what_stands_in_each_state(built: Neighbourhood, ours: Office) -> None:
    for state, (opening, *acts) in WAYS.items():
        dossier = _opened(built, ours, state, act=opening)
        for act in acts:
            perform_act(ours, act, at=THIS_MORNING, dossier=dossier)


def _what_others_have_a_part_in(
    built: Neighbourhood, ours: Office, theirs: Office, village: Office
) -> None:
    """Asked about, forwarded, linked; and their own, in which nobody here has a part."""
    consulted = _opened(built, ours, "they are asked")
    asked = theirs.department.code
    perform_act(ours, "transfer", at=THIS_MORNING, dossier=consulted)
    perform_act(ours, "consult", at=THIS_MORNING, dossier=consulted, asked_agency=asked)
    forwarded = _opened(built, ours, "forwarded")
    perform_act(ours, "forward", at=THIS_MORNING, dossier=forwarded)
    _opened(built, village, "village received")
    theirs_running = _opened(built, theirs, "theirs running")
    perform_act(theirs, "transfer", at=THIS_MORNING, dossier=theirs_running)
    leading = str(theirs_running.ref)
    _opened(built, ours, "linked with theirs", like="theirs running", linked_to=leading)


def _what_machines_sent(built: Neighbourhood, ours: Office, theirs: Office) -> None:
    """Each machine to its own department, and ours to theirs."""
    for word, machine, side in (
        ("sent by our machine", ours.partner, ours),
        ("sent by our machine to them", ours.partner, theirs),
        ("sent by their machine", theirs.partner, theirs),
    ):
        facts = opening_facts(
            side, channel="online", agency=side.department.code, applicant=_applicant(built)
        )
        done = do_act("submit", actor=Actor(machine), at=THIS_MORNING, facts=facts)
        built.dossiers[word] = done.dossier


def _what_belongs_to_them(built: Neighbourhood, ours: Office) -> None:
    """What is not a dossier but names one, or is kept for one officer alone."""
    overdue = built.dossiers["overdue"]
    reminder = ReminderLetter.objects.create(
        one_stop_unit=ours.centre,
        agency=ours.department,
        day=LATE.date(),
        generated_at=LATE,
    )
    reminder.lines.create(flag=OverdueFlag.objects.filter(dossier=overdue).latest("pk"))
    for word in ("overdue", "theirs overdue", "village overdue"):
        give_feedback(
            str(built.dossiers[word].ref), kind="complaint", text="Hẹn nhiều lần", at=THIS_MORNING
        )
    for word in ("processing", "they are asked", "theirs running", "forwarded"):
        filed(built.dossiers[word], ours.counter, clock=lambda: THIS_MORNING)
    export = start_batch(officer_id=ours.counter.pk, kind="export", subject="hồ sơ", at=LATE)
    export.files.create(
        role="result", name="a.csv", content=b"", content_type="text/csv; charset=utf-8", size=0
    )
    Outage.objects.create(
        unit=ours.centre,
        began_at=LATE - timedelta(hours=2),
        ended_at=LATE - timedelta(hours=1),
        reason="Mất điện",
        approved_by=ours.centre_head,
        approved_at=LATE,
    )
    Downtime.objects.create(
        starts_at=NOW + timedelta(days=30),
        ends_at=NOW + timedelta(days=31),
        reason="Nâng cấp",
        announced_at=LATE,
        announced_by=ours.administrator,
    )


def _opened(
    built: Neighbourhood,
    side: Office,
    word: str,
    *,
    act: str = "receive",
    at: datetime = THIS_MORNING,
    like: str = "",
    **facts: Any,
) -> Dossier:
    """A new dossier with an applicant of its own, or that of another."""
    applicant = _applicant(built, like=like)
    opening = opening_facts(side, agency=side.department.code, applicant=applicant, **facts)
    dossier = perform_act(side, act, at=at, **opening)
    built.dossiers[word] = dossier
    return dossier


def _applicant(built: Neighbourhood, *, like: str = "") -> Mapping[str, Any]:
    """Told apart by the telephone number, which nobody else has."""
    number = len(built.dossiers) + 1
    person = list(built.dossiers).index(like) + 1 if like else number
    return {
        **APPLICANT,
        "identity_number": f"0400000001{person:02d}",
        "phone": f"0999{number:06d}",
    }


def each_dossier(built: Neighbourhood) -> Iterator[tuple[str, Dossier]]:
    """Word and dossier, in the order of their making."""
    yield from built.dossiers.items()
