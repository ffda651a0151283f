"""The officers of the demo: every role, in the Centre, some communes and each agency the catalogue names."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password

from agencies.domain.roles import Role, SignatureForm
from agencies.models import Agency, AgencyKind, Delegation, Officer, RoleGrant
from agencies.selectors import Actor, RoleSet, roles_of
from config.demo.names import person_name
from procedures.models import ProcessStep

#: One password for all demo accounts; printed when the data are loaded, never used in production.
PASSWORD = "ho-so-demo-2026"  # noqa: S105
#: Since when they hold their roles: the first day of the two-level administration.
SINCE = date(2025, 7, 1)
COMMUNES = 3
#: Who has an e-mail address: whoever is told of demands and delays, but not every desk.
REACHED = (Role.UNIT_HEAD, Role.AGENCY_HEAD, Role.CENTRE_HEAD, Role.OVERSIGHT)
DEPUTY_ACTS = ["settle", "reopen", "stop", "reappoint"]


@dataclass(frozen=True, slots=True)
class Player(Actor):
    """An officer of the demo; roles never change during the replay, so each is read once."""

    known: dict[str, RoleSet] = field(default_factory=dict, hash=False, compare=False)

    def roles(self, *, on: date) -> RoleSet:
        if "roles" not in self.known:
            self.known["roles"] = roles_of(self.officer, on=on)
        return self.known["roles"]


class Cast:
    """Who plays: found by role and place."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._password = make_password(PASSWORD)
        self._players: dict[tuple[Role, int], list[Player]] = {}
        self._units: dict[int, list[Agency]] = {}
        self.accounts: list[tuple[Player, Role, Agency]] = []
        self.centre = Agency.objects.get(kind=AgencyKind.CENTRE)
        communes = Agency.objects.filter(kind=AgencyKind.COMMUNE, valid_to__isnull=True)
        self.departments: list[Agency] = []
        self.communes = list(communes.order_by("code")[:COMMUNES])

    def hire(self, username: str, role: Role, agency: Agency, title: str = "") -> Player:
        """Make an account that holds one role."""
        officer = Officer.objects.create(
            username=username,
            password=self._password,
            email=f"{username}@coquan.example" if role in REACHED else "",
            full_name=person_name(self._rng),
            title=title,
            is_staff=True,
        )
        RoleGrant.objects.create(officer=officer, role=role, agency=agency, valid_from=SINCE)
        player = Player(officer)
        self._players.setdefault((role, agency.pk), []).append(player)
        if agency.is_unit and agency.parent_id:
            self._units.setdefault(agency.parent_id, []).append(agency)
        self.accounts.append((player, role, agency))
        return player

    def department_beside(self, agency: Agency) -> Agency:
        """Another department in which somebody works."""
        return self._rng.choice([other for other in self.departments if other != agency])

    def units_of(self, agency: Agency) -> list[Agency]:
        """Units of an agency in which somebody works."""
        return self._units.get(agency.pk, [])

    @property
    def partner(self) -> Player:
        """The machine that sends in what was filed online."""
        return self.one(Role.PARTNER, self.centre)

    def one(self, role: Role, *places: Agency) -> Player:
        """Somebody who holds the role in the first of the places where anybody does."""
        found = (self.somebody(role, place) for place in places)
        player = next((player for player in found if player), None)
        if player is None:
            raise LookupError(f"nobody is {role} in {places}")
        return player

    def somebody(self, role: Role, place: Agency) -> Player | None:
        """Somebody who holds the role in a place, if anybody does."""
        found = self._players.get((role, place.pk))
        return self._rng.choice(found) if found else None


def hire_all(rng: random.Random, agencies: Iterable[Agency]) -> Cast:
    """Fill every desk that the replay needs."""
    cast = Cast(rng)
    _hire_centre(cast)
    for agency in agencies:
        _hire_department(cast, agency)
    for number, commune in enumerate(cast.communes, start=1):
        _hire_commune(cast, commune, number)
    return cast


def _hire_centre(cast: Cast) -> None:
    for number in (1, 2, 3):
        cast.hire(f"tiepnhan{number}", Role.COUNTER, cast.centre, "Viên chức tiếp nhận hồ sơ")
    cast.hire("giamdoc.tt", Role.CENTRE_HEAD, cast.centre, "Giám đốc Trung tâm")
    cast.hire("quantri", Role.ADMINISTRATOR, cast.centre, "Quản trị hệ thống")
    province = Agency.objects.get(kind=AgencyKind.PROVINCE)
    cast.hire("giamsat", Role.OVERSIGHT, province, "Chuyên viên kiểm soát thủ tục hành chính")
    cast.hire("lienthong", Role.PARTNER, cast.centre, "Hệ thống kết nối")


def _hire_department(cast: Cast, agency: Agency) -> None:
    suffix = _suffix(agency)
    cast.departments.append(agency)
    is_police = "Công an" in agency.name
    head_title = "GIÁM ĐỐC" if is_police or agency.name.startswith("Sở") else "THỦ TRƯỞNG"
    head = cast.hire(f"giamdoc.{suffix}", Role.AGENCY_HEAD, agency, head_title)
    for number, unit in enumerate(_working_units(agency), start=1):
        cast.hire(f"truongphong{number}.{suffix}", Role.UNIT_HEAD, unit, "Trưởng phòng")
        cast.hire(f"chuyenvien{number}.{suffix}", Role.SPECIALIST, unit, "Chuyên viên")
    deputy = cast.hire(f"phogiamdoc.{suffix}", Role.UNIT_HEAD, agency, "PHÓ GIÁM ĐỐC")
    Delegation.objects.create(
        giver=head.officer,
        receiver=deputy.officer,
        role=Role.AGENCY_HEAD,
        agency=agency,
        acts=DEPUTY_ACTS,
        signature_form=SignatureForm.KT,
        document="Quyết định phân công (ví dụ)",
        valid_from=SINCE,
    )


def _working_units(agency: Agency) -> list[Agency]:
    """The units that the catalogue's processes pass through, in the order of their codes."""
    named = ProcessStep.objects.filter(unit__parent=agency).values("unit")
    return list(Agency.objects.filter(pk__in=named).order_by("code"))


def _hire_commune(cast: Cast, commune: Agency, number: int) -> None:
    cast.hire(f"tiepnhan.xa{number}", Role.COUNTER, commune, "Công chức tiếp nhận hồ sơ")
    cast.hire(f"chuyenvien.xa{number}", Role.SPECIALIST, commune, "Công chức chuyên môn")
    cast.hire(f"chutich.xa{number}", Role.AGENCY_HEAD, commune, "CHỦ TỊCH")


def _suffix(agency: Agency) -> str:
    short = agency.short_name or agency.code
    return "".join(c for c in short.lower().replace("đ", "d") if c.isascii() and c.isalnum())
