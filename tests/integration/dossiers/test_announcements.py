"""What agencies say reaches applicants through the counter: put on the list, told, dropped, late."""

from typing import Any

import pytest

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Announcement, Dossier, Violation
from dossiers.selectors.announcements import Standing, announcements_for, standing, what_is_said
from dossiers.services import announce, do_act, drop_announcements
from tests.factories import Office, dossier_in, moment, perform_act

Kind = Announcement.Kind
#: A Tuesday, in winter hours.
AT = moment("2026-03-10 09:00")
LETTER = "letter:00000000-0000-4000-8000-000000000001"


def said(dossier: Dossier) -> list[tuple[str, bool]]:
    return [(each.kind, each.is_open) for each in dossier.announcements.order_by("pk")]


def tell(office: Office, dossier: Dossier, key: int, *, at: str = "2026-03-10 10:00") -> Dossier:
    return perform_act(
        office, "tell_applicant", at=moment(at), dossier=dossier, announcement=key, remark="Đã rõ"
    )


@pytest.mark.parametrize(
    ("act", "facts", "kind"),
    [
        ("request_supplement", {}, Kind.SUPPLEMENT),
        ("settle", {"outcome": "refused", "reason": "Không đủ điều kiện"}, Kind.REFUSAL),
        ("stop", {}, Kind.STOP),
    ],
)
def test_what_an_agency_says_is_put_on_the_list(
    office: Office, act: str, facts: dict[str, Any], kind: str
) -> None:
    dossier = perform_act(
        office, act, at=AT, dossier=dossier_in(office, "processing", at=AT), **facts
    )
    assert (kind, True) in said(dossier)


@pytest.mark.parametrize("act", ["request_completion", "decline"])
def test_who_stands_at_the_counter_is_told_there(office: Office, act: str) -> None:
    assert said(perform_act(office, act, at=AT)) == []


@pytest.mark.parametrize(
    ("act", "kind"), [("request_completion", Kind.SUPPLEMENT), ("decline", Kind.REFUSAL)]
)
@pytest.mark.parametrize("channel", ["online", "post"])
def test_who_filed_from_afar_has_to_be_told(
    office: Office, act: str, kind: str, channel: str
) -> None:
    dossier = perform_act(office, "submit", at=AT, channel=channel)
    dossier = perform_act(office, act, at=AT, dossier=dossier)
    announcement = dossier.announcements.get()
    assert (announcement.kind, announcement.said_by) == (kind, office.centre)


@pytest.mark.parametrize(
    ("at", "tell_by"),
    [
        ("2026-03-10 15:00", "2026-03-10 17:00"),
        ("2026-03-10 15:01", "2026-03-11 07:30"),
        ("2026-03-13 16:00", "2026-03-16 07:30"),
    ],
)
def test_it_is_told_in_the_times_of_a_transfer(office: Office, at: str, tell_by: str) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    dossier = perform_act(
        office,
        "request_supplement",
        at=moment(at),
        dossier=dossier,
        legal_ground="Điều 19.4",
        approved_by=office.agency_head.username,
    )
    assert dossier.announcements.get().tell_by == moment(tell_by)


def test_telling_writes_down_how_when_and_by_whom(office: Office) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    announcement = dossier.announcements.get()
    told = tell(office, dossier, announcement.pk)
    assert told.state == "supplement_requested"
    announcement.refresh_from_db()
    assert announcement.told_at == moment("2026-03-10 10:00")
    assert (announcement.told_by, announcement.how) == (office.counter, "phone")
    assert announcement.remark == "Đã rõ"
    event = told.events.latest("sequence")
    assert event.facts["told_what"] == "supplement"
    assert event.facts["occasion"] == announcement.occasion
    assert "Đã rõ" not in str(event.facts), "free texts lie beside the chain"
    assert not told.violations.exists()


def test_nothing_is_told_twice_or_of_another_dossier_or_no_longer_true(office: Office) -> None:
    other = dossier_in(office, "supplement_requested", at=AT).announcements.get()
    dossier = dossier_in(office, "supplement_requested", at=AT)
    first = dossier.announcements.get()
    for kind in (Kind.LOSS, Kind.APOLOGY):
        announce(dossier, kind=kind, occasion=LETTER, said_by_id=office.department.pk, at=AT)
    second = dossier.announcements.get(kind=Kind.LOSS)
    third = dossier.announcements.get(kind=Kind.APOLOGY)
    drop_announcements(dossier, kinds=[Kind.APOLOGY], at=AT, why="void")
    tell(office, dossier, first.pk)
    for key, code in (
        (first.pk, "already_told"),
        (third.pk, "no_longer_to_tell"),
        (other.pk, "unknown_announcement"),
    ):
        with pytest.raises(ActRefused, match=code):
            tell(office, dossier, key)
    tell(office, dossier, second.pk)
    with pytest.raises(ActRefused, match="nothing_to_tell"):
        tell(office, dossier, second.pk)


def test_told_late_is_told_and_a_violation_of_the_counter(office: Office) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    tell(office, dossier, dossier.announcements.get().pk, at="2026-03-11 09:00")
    violation = dossier.violations.get()
    assert violation.kind == Violation.Kind.TELLING_LATE
    assert (violation.agency, violation.due_at) == (office.centre, moment("2026-03-10 17:00"))


def test_half_an_hour_at_the_opening_is_not_late(office: Office) -> None:
    at = moment("2026-03-10 16:00")
    dossier = dossier_in(office, "supplement_requested", at=at)
    tell(office, dossier, dossier.announcements.get().pk, at="2026-03-11 08:00")
    assert not dossier.violations.exists()


def test_the_same_thing_is_put_on_the_list_once(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    call = {"kind": Kind.LOSS, "occasion": LETTER, "said_by_id": office.department.pk}
    for at in (AT, moment("2026-03-11 09:00")):
        announce(dossier, **call, at=at)
    assert dossier.announcements.get(kind=Kind.LOSS).planned_at == AT


def test_what_was_asked_for_and_has_come_need_not_be_told(office: Office) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    dossier = perform_act(office, "accept_supplement", at=AT, dossier=dossier)
    announcement = dossier.announcements.get()
    assert (announcement.is_open, announcement.dropped_why) == (False, "delivered")


def test_what_was_never_told_in_time_stays_a_violation_when_it_is_dropped(office: Office) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    later = moment("2026-03-12 09:00")
    dossier = perform_act(office, "accept_supplement", at=later, dossier=dossier)
    assert dossier.violations.get().kind == Violation.Kind.TELLING_LATE


def test_a_withdrawn_dossier_asks_for_nothing(office: Office) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    dossier = perform_act(office, "withdraw", at=AT, dossier=dossier)
    assert dossier.announcements.get().dropped_why == "withdrawn"


def test_what_to_say_is_the_slip_and_the_reason(office: Office) -> None:
    asked = dossier_in(office, "supplement_requested", at=AT).announcements.get()
    assert what_is_said(asked).items == ("Bản vẽ hoàn công", "Đơn có chữ ký")
    refused = perform_act(
        office,
        "settle",
        at=AT,
        dossier=dossier_in(office, "processing", at=AT),
        outcome="refused",
        reason="Không đủ điều kiện",
    )
    assert what_is_said(refused.announcements.get(kind=Kind.REFUSAL)).reason == "Không đủ điều kiện"


def test_each_sees_the_announcements_of_the_own_dossiers(office: Office) -> None:
    dossier_in(office, "supplement_requested", at=AT)
    for officer, seen in (
        (office.counter, 1),
        (office.specialist, 1),
        (office.oversight, 1),
        (office.stranger, 0),
        (office.administrator, 0),
    ):
        assert announcements_for(officer, at=AT).count() == seen, officer


def test_where_things_stand(office: Office) -> None:
    dossier_in(office, "supplement_requested", at=AT)
    later = moment("2026-03-11 09:00")

    def count(which: Standing, at: Any) -> int:
        return Announcement.objects.filter(standing(which, at=at)).count()

    assert [count(which, AT) for which in Standing] == [1, 0, 0, 0]
    assert [count(which, later) for which in Standing] == [1, 1, 0, 0]


def test_only_the_counter_of_the_receiving_unit_tells(office: Office) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    facts = {"announcement": dossier.announcements.get().pk, "how_told": "phone"}
    with pytest.raises(ActRefused, match="wrong_role"):
        do_act(
            "tell_applicant",
            actor=Actor(office.specialist),
            at=AT,
            facts=facts,
            dossier_id=dossier.pk,
        )
