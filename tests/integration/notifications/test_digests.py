"""The digest of the day: one an officer, in office hours, of all that is still to be done when it is sent."""

from datetime import date, datetime

import pytest
from django.core import mail
from django.utils import translation

from agencies.domain.roles import Role
from agencies.models import Officer
from dossiers.models import Consultation, Dossier
from dossiers.selectors import worklists
from dossiers.services import recompute_due_dates
from notifications.domain.messages import Topic
from notifications.models import DigestLine, Message
from notifications.models.digests import TOPIC_LABELS
from notifications.services import deliver_due_messages, digests, sweep
from procedures.models import CalendarDay, DayKind
from procedures.services.calendar import record_edition
from tests.factories import APPLICANT, Office, make_officer, moment, perform_act
from tests.integration.notifications.scenes import TRANSFERRED, running
from tests.integration.notifications.together import together

QUIET = {**APPLICANT, "notify_by": []}
#: The day on which a dossier of the scenes is warned of: three working days are left.
WARNED = moment("2026-11-23 08:00")


def digest_to(officer: Officer, at: datetime) -> str:
    """Subject and body of the digest that goes to the officer now; empty when none does."""
    mail.outbox.clear()
    deliver_due_messages(at)
    bodies = [f"{m.subject}\n{m.body}" for m in mail.outbox if m.to == [officer.email]]
    assert len(bodies) <= 1
    return bodies[0] if bodies else ""


def heading(topic: Topic) -> str:
    with translation.override("vi"):
        return str(TOPIC_LABELS[topic])


def test_warnings_found_at_night_wait_for_the_office_to_open(office: Office):
    dossiers = [running(office, applicant=QUIET) for _ in range(3)]
    sweep(moment("2026-11-22 21:00"))  # a Sunday: nothing is near yet
    assert not Message.objects.filter(kind="digest").exists()
    sweep(moment("2026-11-23 00:10"))
    digest = Message.objects.get(kind="digest")
    assert (digest.officer, digest.send_after) == (office.unit_head, moment("2026-11-23 07:30"))
    assert digest_to(office.unit_head, moment("2026-11-23 07:20")) == ""
    told = digest_to(office.unit_head, moment("2026-11-23 07:30"))
    assert heading(Topic.DUE_SOON) in told
    assert all(dossier.code in told for dossier in dossiers)


def test_what_is_found_before_the_digest_is_sent_joins_it(office: Office):
    first = running(office)
    sweep(moment("2026-11-23 00:10"))
    second = running(office)
    sweep(moment("2026-11-23 06:00"))
    assert Message.objects.filter(kind="digest").count() == 1
    told = digest_to(office.unit_head, moment("2026-11-23 07:30"))
    assert first.code in told
    assert second.code in told


def test_what_is_found_after_it_waits_for_the_next_working_day(office: Office):
    running(office)
    sweep(WARNED)
    assert digest_to(office.unit_head, WARNED)
    later = running(office)
    for clock in ("10:00", "14:00", "23:50"):
        sweep(moment(f"2026-11-23 {clock}"))
        assert digest_to(office.unit_head, moment(f"2026-11-23 {clock}")) == ""
    following = Message.objects.get(kind="digest", state="planned")
    assert following.send_after == moment("2026-11-25 07:30")  # the 24th is a holiday
    told = digest_to(office.unit_head, moment("2026-11-25 07:30"))
    assert later.code in told


def test_what_is_done_meanwhile_is_left_out(office: Office):
    done, open_still = (running(office) for _ in range(2))
    sweep(moment("2026-11-23 00:10"))
    perform_act(office, "settle", at=moment("2026-11-23 07:15"), dossier=done)
    told = digest_to(office.unit_head, WARNED)
    assert open_still.code in told
    assert done.code not in told


@pytest.mark.parametrize("most_counted", [1_000, 2])
def test_of_very_much_the_first_is_named_and_how_much_more_there_is(
    office: Office, monkeypatch: pytest.MonkeyPatch, most_counted: int
):
    dossiers = [running(office) for _ in range(5)]
    sweep(WARNED)
    monkeypatch.setattr(digests, "MOST_TOLD", 2)
    for module in (digests, worklists):
        monkeypatch.setattr(module, "MOST_COUNTED", most_counted)
    told = digest_to(office.unit_head, WARNED)
    assert [dossier.code in told for dossier in dossiers] == [True, True, False, False, False]
    both, each, more = ("10", "5", "3") if most_counted == 1_000 else ("8+", "4+", "2+")
    assert told.startswith(f"{both} việc")
    for topic in (Topic.DUE_SOON, Topic.SUPPLEMENT):
        assert f"{heading(topic)} ({each})" in told
    assert told.count(f"- và {more} việc nữa") == 2


def test_a_digest_of_which_nothing_is_left_is_dropped_and_says_so(office: Office):
    dossier = running(office)
    sweep(moment("2026-11-23 00:10"))
    perform_act(office, "settle", at=moment("2026-11-23 07:15"), dossier=dossier)
    assert digest_to(office.unit_head, WARNED) == ""
    assert Message.objects.get(kind="digest").dropped_why == "nothing_left"


def test_a_digest_that_could_not_be_sent_keeps_its_lines(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    dossier = running(office)
    sweep(WARNED)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", _broken)
        deliver_due_messages(WARNED)
    assert Message.objects.get(kind="digest").state == "planned"
    assert dossier.code in digest_to(office.unit_head, moment("2026-11-23 08:05"))
    assert not DigestLine.objects.filter(message=None).exists()


def _broken(*args: object, **kwargs: object) -> None:
    raise OSError("mail server says no")


def test_the_officer_who_has_the_dossier_is_told_as_well(office: Office):
    dossier = running(office)
    perform_act(
        office, "hand_over", at=TRANSFERRED, dossier=dossier, to_officer=office.specialist.username
    )
    sweep(WARNED)
    told = DigestLine.objects.filter(topic="due_soon").values_list("officer", flat=True)
    assert office.specialist.pk in told


def test_a_submission_is_on_the_counters_and_the_centre_heads_list_on_its_last_day(office: Office):
    submitted = perform_act(
        office, "submit", at=moment("2026-11-19 10:00"), channel="online", applicant=QUIET
    )
    due = submitted.reception_due_at
    assert due == moment("2026-11-20 10:00")  # eight working hours
    sweep(moment("2026-11-19 16:00"))
    assert not DigestLine.objects.exists()
    sweep(moment("2026-11-20 00:10"))
    told = DigestLine.objects.filter(topic="submission").values_list("officer", flat=True)
    assert set(told) == {office.counter.pk, office.centre_head.pk}
    assert str(submitted.ref) in digest_to(office.counter, moment("2026-11-20 07:30"))


def test_a_missed_submission_is_told_to_the_centres_head_once(office: Office):
    perform_act(office, "submit", at=moment("2026-11-19 10:00"), channel="online", applicant=QUIET)
    for at in ("2026-11-20 10:10", "2026-11-20 10:20", "2026-11-23 08:00"):
        sweep(moment(at))
    line = DigestLine.objects.get(topic="violation")
    assert line.officer == office.centre_head
    told = digest_to(office.centre_head, moment("2026-11-20 10:30"))
    assert heading(Topic.VIOLATION) in told


def test_the_last_days_to_ask_for_a_supplement_are_told_to_the_unit(office: Office):
    dossier = running(office, applicant=QUIET)
    until = Dossier.objects.get(pk=dossier.pk).supplement_until
    assert until == moment("2026-11-26 00:00")  # three working days; the 24th is a holiday
    sweep(moment("2026-11-20 08:00"))
    assert not DigestLine.objects.filter(topic="supplement").exists()
    sweep(WARNED)
    told = digest_to(office.unit_head, WARNED)
    assert heading(Topic.SUPPLEMENT) in told
    assert "25/11/2026" in told


def test_who_has_asked_for_a_supplement_is_not_reminded_to(office: Office):
    dossier = running(office, applicant=QUIET)
    perform_act(office, "request_supplement", at=TRANSFERRED, dossier=dossier)
    sweep(WARNED)
    assert not DigestLine.objects.filter(topic="supplement").exists()


def test_an_opinion_to_give_is_told_to_the_agency_asked_and_lateness_to_the_centre(office: Office):
    head = make_officer("chutich-xa", Role.AGENCY_HEAD, office.commune)
    dossier = running(office, applicant=QUIET)
    perform_act(office, "consult", at=TRANSFERRED, dossier=dossier)
    asked = Consultation.objects.get()
    sweep(moment("2026-11-20 08:00"))
    told = digest_to(head, moment("2026-11-20 08:00"))
    assert heading(Topic.CONSULTATION) in told
    assert dossier.code in told
    sweep(asked.answer_by.replace(hour=23))
    late = DigestLine.objects.get(topic="violation", officer=office.centre_head)
    assert late.due_at == asked.answer_by


def test_what_is_to_be_told_to_an_applicant_is_on_the_counters_list_until_told(office: Office):
    dossier = running(office, applicant=QUIET)
    perform_act(office, "request_supplement", at=moment("2026-11-20 16:00"), dossier=dossier)
    waiting = dossier.announcements.get()
    sweep(moment("2026-11-23 00:10"))  # to be told at the opening of Monday
    perform_act(
        office,
        "tell_applicant",
        at=moment("2026-11-23 07:00"),
        dossier=dossier,
        announcement=waiting.pk,
        how_told="phone",
    )
    assert heading(Topic.ANNOUNCEMENT) not in digest_to(office.counter, WARNED)
    assert DigestLine.objects.filter(officer=office.counter, topic="announcement").count() == 1


def test_a_date_moved_by_the_calendar_is_told_to_the_unit_and_to_the_applicant(office: Office):
    dossier = running(office)
    deliver_due_messages(TRANSFERRED)
    _close(date(2026, 11, 25), at=moment("2026-11-20 09:00"))
    moved = Dossier.objects.get(pk=dossier.pk)
    assert moved.due_at == moment("2026-11-30 17:00")
    at = moment("2026-11-20 10:00")
    sweep(at)
    told = digest_to(office.unit_head, at)
    assert heading(Topic.MOVED) in told
    assert "17:00 30/11/2026" in told
    to_applicant = [m.body for m in mail.outbox if m.to == [APPLICANT["email"]]]
    assert len(to_applicant) == 1
    assert "17:00 30/11/2026" in to_applicant[0]


def test_only_a_date_that_stands_on_the_receipt_is_told_to_the_applicant(office: Office):
    """A date that moved because payment was waited for is not on any paper; the unit reads of it."""
    dossier = running(office, applicant={**APPLICANT, "notify_by": ["email"]})
    moved = Message.objects.filter(event__act="recompute", recipient="applicant")
    _close(date(2026, 11, 25), at=moment("2026-11-20 09:00"))
    assert moved.count() == 1
    _close(date(2026, 11, 26), at=moment("2026-11-20 09:30"))
    assert moved.count() == 2, "the date told instead of the receipt's has moved again"
    dossier = Dossier.objects.get(pk=dossier.pk)
    perform_act(office, "request_supplement", at=moment("2026-11-20 10:00"), dossier=dossier)
    _close(date(2026, 11, 27), at=moment("2026-11-20 11:00"))
    assert moved.count() == 2


def _close(day: date, *, at: datetime) -> None:
    CalendarDay.objects.create(date=day, kind=DayKind.CLOSED, name="Nghỉ đột xuất", confirmed=True)
    record_edition(at=at)
    recompute_due_dates(at=at)


def test_sweeping_again_tells_nobody_twice(office: Office):
    running(office)
    sweep(WARNED)
    lines = DigestLine.objects.count()
    for _ in range(3):
        sweep(WARNED)
    assert DigestLine.objects.count() == lines
    assert Message.objects.filter(kind="digest").count() == 1


def test_four_sweeps_at_once_leave_one_line_a_matter_and_one_digest(shared_office: Office):
    for _ in range(10):
        running(shared_office)
    together([lambda: sweep(WARNED)["warned"]] * 4)
    lines = DigestLine.objects.filter(officer=shared_office.unit_head)
    assert lines.filter(topic="due_soon").count() == 10
    assert lines.filter(topic="supplement").count() == 10
    assert Message.objects.filter(kind="digest", officer=shared_office.unit_head).count() == 1


def test_a_line_found_while_the_digest_is_sent_is_never_lost(shared_office: Office):
    """Sweeps and deliveries at once: every line ends in a digest that was sent, or waits for one."""
    for _ in range(10):
        running(shared_office)
    sweep(WARNED)
    late_comers = [running(shared_office) for _ in range(10)]
    tasks = [lambda: sweep(WARNED)["warned"], lambda: deliver_due_messages(WARNED)["sent"]]
    together(tasks * 2)
    sweep(WARNED)
    deliver_due_messages(moment("2026-11-25 07:30"))
    lines = DigestLine.objects.filter(officer=shared_office.unit_head, topic="due_soon")
    assert lines.count() == 10 + len(late_comers)
    assert set(lines.values_list("message__state", flat=True)) == {"sent"}
    sent = Message.objects.filter(kind="digest", officer=shared_office.unit_head, state="sent")
    assert sent.count() <= 2
