"""The one-stop unit's head urges agencies: drafted by the sweep, issued once, with what is still overdue (art. 9.1)."""

import hashlib
import io

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from agencies.domain.roles import Role
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from notifications.models import Escalation, OverdueFlag, ReminderLetter
from notifications.selectors import reminders_for
from notifications.services import issue_reminder, reminder_pdf, sweep
from notifications.signing import read_signatures
from tests.factories import Office, make_officer, make_procedure, moment, perform_act
from tests.integration.notifications.scenes import (
    LATE,
    LATE_AGAIN,
    PARTS,
    again,
    answered,
    issued,
    overdue,
    running,
)
from tests.integration.notifications.together import together

#: Two working days after Saturday 28 November: the rung of the Centre's head.
CENTRE_TOLD = moment("2026-12-01 00:10")
ISSUED = moment("2026-12-01 09:00")


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def drafted(office: Office, *, dossiers: int = 1) -> ReminderLetter:
    """So many overdue dossiers of the agency, up to the rung of the Centre's head."""
    for _ in range(dossiers):
        running(office)
    sweep(LATE)
    assert not ReminderLetter.objects.exists(), "the lower rungs come first"
    assert sweep(CENTRE_TOLD)["reminders"] == 1
    return ReminderLetter.objects.get()


def issue(office: Office, reminder: ReminderLetter) -> ReminderLetter:
    return issue_reminder(reminder_id=reminder.pk, actor=Actor(office.centre_head), at=ISSUED)


def test_the_rung_of_the_centres_head_drafts_one_reminder_for_the_agency(office: Office):
    reminder = drafted(office, dossiers=3)
    assert (reminder.one_stop_unit, reminder.agency) == (office.centre, office.department)
    assert (reminder.state, reminder.number, str(reminder.day)) == ("draft", None, "2026-12-01")
    assert reminder.lines.count() == 3
    text = text_of(reminder_pdf(reminder_id=reminder.pk, at=ISSUED))
    assert "BẢN NHÁP" in text


def test_it_is_issued_with_number_lines_and_signature_and_never_changes(office: Office):
    reminder = issue(office, drafted(office, dossiers=2))
    codes = list(Dossier.objects.values_list("code", flat=True))
    text = text_of(bytes(reminder.pdf))
    for part in (
        "Số: 01/ĐĐ-",
        "VĂN BẢN ĐÔN ĐỐC",
        "Kính gửi: Sở Thử nghiệm",
        "khoản 1 Điều 9",
        "2 hồ sơ",
        "Võ Thị Tâm",
        *codes,
    ):
        assert part in text, part
    assert "BẢN NHÁP" not in text
    (signature,) = read_signatures(bytes(reminder.pdf))
    assert (signature.intact, signature.covers_whole_file) == (True, True)
    assert reminder.sha256 == hashlib.sha256(bytes(reminder.pdf)).hexdigest()
    perform_act(office, "settle", at=ISSUED, dossier=Dossier.objects.first())
    assert reminder_pdf(reminder_id=reminder.pk, at=LATE_AGAIN) == bytes(reminder.pdf)


def test_where_only_tokens_sign_the_paper_leaves_room_for_the_hand(
    office: Office, settings: Settings
):
    settings.SIGNING_MODE = "token"
    reminder = issue(office, drafted(office))
    assert read_signatures(bytes(reminder.pdf)) == ()
    assert "Ký, ghi rõ họ tên, đóng dấu" in text_of(bytes(reminder.pdf))


def test_no_appointment_is_reminded_of_twice(office: Office):
    issue(office, drafted(office))
    for at in ("2026-12-01 10:00", "2026-12-02 08:00", "2026-12-10 08:00"):
        assert sweep(moment(at))["reminders"] == 0
    assert ReminderLetter.objects.count() == 1


def test_what_comes_the_same_day_joins_the_draft_and_after_it_was_issued_makes_another(
    office: Office,
):
    reminder = drafted(office)
    first = OverdueFlag.objects.get()
    for at, drafts in ((ISSUED, 0), (moment("2026-12-01 10:00"), 1)):
        other = running(office)
        OverdueFlag.objects.create(
            dossier=other,
            run=1,
            appointment=0,
            agency=office.department,
            due_at=other.due_at,
            late_from=other.late_from,
            detected_at=first.detected_at,
        )
        assert sweep(at)["reminders"] == drafts
        if not drafts:
            assert issue(office, reminder).lines.count() == 2
    numbers = ReminderLetter.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [1, None]


def test_what_was_settled_before_it_is_signed_falls_out(office: Office):
    reminder = drafted(office, dossiers=2)
    settled = Dossier.objects.first()
    perform_act(office, "settle", at=moment("2026-12-01 08:00"), dossier=settled)
    reminder = issue(office, reminder)
    assert reminder.lines.count() == 1
    assert settled.code not in text_of(bytes(reminder.pdf))


def test_a_draft_with_nothing_left_is_refused_and_the_sweep_voids_it(office: Office):
    reminder = drafted(office)
    dossier = again(OverdueFlag.objects.get().dossier)
    perform_act(office, "settle", at=moment("2026-12-01 08:00"), dossier=dossier)
    with pytest.raises(ActRefused, match="nothing_to_remind_of"):
        issue(office, reminder)
    sweep(ISSUED)
    with pytest.raises(ActRefused, match="reminder_void"):
        issue(office, reminder)


@pytest.mark.parametrize("role", ["counter", "agency_head", "oversight"])
def test_only_the_head_of_the_one_stop_unit_signs(office: Office, role: str):
    reminder = drafted(office)
    with pytest.raises(ActRefused, match="wrong_role_for_reminder"):
        issue_reminder(reminder_id=reminder.pk, actor=Actor(getattr(office, role)), at=ISSUED)


def test_an_unknown_reminder_is_refused(office: Office):
    with pytest.raises(ActRefused, match="unknown_reminder"):
        issue_reminder(reminder_id=0, actor=Actor(office.centre_head), at=ISSUED)


def test_of_two_clicks_at_once_one_issues(shared_office: Office):
    reminder = drafted(shared_office)
    done = together([lambda: issue(shared_office, reminder).state] * 3)
    assert sorted(done) == ["issued", "reminder_issued", "reminder_issued"]
    assert ReminderLetter.objects.get().number == 1


def test_the_agency_reads_what_was_issued_to_it_and_nobody_elses(office: Office):
    reminder = drafted(office)

    def seen(role: str) -> list[ReminderLetter]:
        return list(reminders_for(getattr(office, role), at=ISSUED))

    assert seen("agency_head") == []
    assert seen("centre_head") == seen("counter") == seen("oversight") == [reminder]
    issue(office, reminder)
    assert seen("agency_head") == seen("specialist") == [reminder]
    elsewhere = make_officer("giamdocxa", Role.AGENCY_HEAD, office.commune)
    assert not reminders_for(elsewhere, at=ISSUED).exists()


def test_an_office_that_settles_what_it_receives_is_not_urged_by_itself(office: Office):
    own = make_procedure("1.000009", name="Việc của xã", agency=office.commune, documents=())
    clerk = make_officer("quayxa", Role.COUNTER, office.commune)
    office.counter.grants.all().delete()
    clerk.grants.update(officer=office.counter)
    perform_act(
        office,
        "receive",
        at=moment("2026-11-19 16:40"),
        receiving_unit=office.commune.code,
        procedure=own.procedure.code,
        documents=[],
    )
    sweep(LATE)
    assert sweep(CENTRE_TOLD)["reminders"] == 0


def test_the_second_miss_climbs_each_rung_once_and_reaches_oversight(office: Office):
    issued(office, answered(office), at=moment("2026-11-26 16:00"))
    rungs = {
        LATE_AGAIN: ["unit_head"],
        moment("2026-12-07 08:00"): ["unit_head", "agency_head"],
        moment("2026-12-08 08:00"): ["unit_head", "agency_head", "centre_head"],
        moment("2026-12-11 08:00"): ["unit_head", "agency_head", "centre_head", "oversight"],
        moment("2026-12-21 08:00"): ["unit_head", "agency_head", "centre_head", "oversight"],
    }
    for at, told in rungs.items():
        for _ in range(2):
            sweep(at)
        flag = OverdueFlag.objects.get(appointment=1)
        climbed = Escalation.objects.filter(flag=flag).order_by("escalated_at", "pk")
        assert list(climbed.values_list("rung", flat=True)) == told, at
    assert flag.closed_at is None
    assert ReminderLetter.objects.get().flags.get() == flag


def test_each_appointment_climbs_the_ladder_anew(office: Office):
    flag = overdue(office)
    sweep(CENTRE_TOLD)
    letter = flag.letters.get()
    issued(office, letter, at=moment("2026-12-01 09:00"))
    assert PARTS["new_until"] == again(flag.dossier).due_at
    sweep(moment("2026-12-05 00:10"))
    sweep(moment("2026-12-08 08:00"))
    told = Escalation.objects.filter(rung="centre_head").values_list("flag__appointment", flat=True)
    assert sorted(told) == [0, 1]
