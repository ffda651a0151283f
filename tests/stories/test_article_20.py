"""Article 20 of Decree 61/2018/NĐ-CP: the result is returned, early only after notice, with the originals.

A dossier of Thursday 19 November 2026 with five working days is due on Friday the 27th, 17:00: the
24th is a holiday.
"""

import pytest
from django.core import mail
from django.test import Client

from dossiers.models import Announcement, Dossier
from notifications.services import deliver_due_messages, sweep
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.stories.telling import citizen_sees

RECEIVED, TRANSFERRED = moment("2026-11-19 09:00"), moment("2026-11-19 10:00")


def worked_on(office: Office, **facts: object) -> Dossier:
    dossier = perform_act(office, "receive", at=RECEIVED, **facts)
    return perform_act(office, "transfer", at=TRANSFERRED, dossier=dossier)


def told_last() -> str:
    """The last e-mail to the applicant."""
    letters = [m for m in mail.outbox if m.to == [APPLICANT["email"]]]
    return f"{letters[-1].subject}\n{letters[-1].body}"


def test_20_3_the_result_is_fetched_on_its_day_with_the_receipt(
    office: Office, client: Client
) -> None:
    dossier = worked_on(office)
    dossier = perform_act(office, "settle", at=moment("2026-11-27 10:00"), dossier=dossier)
    deliver_due_messages(moment("2026-11-27 10:01"))
    assert dossier.code in told_last()
    assert citizen_sees(client, dossier)[0] == "result_ready"
    assert not dossier.announcements.exists(), "on its day nobody need be called"

    dossier = perform_act(office, "return_result", at=moment("2026-11-27 15:00"), dossier=dossier)
    assert citizen_sees(client, dossier)[0] == "returned"
    returned = dossier.events.get(act="return_result")
    assert returned.facts["recipient_proof"] == "receipt"


def test_20_4_an_early_result_is_announced_before_it_is_returned(
    office: Office, own_sms_folder
) -> None:
    dossier = worked_on(office)

    # Ready on Wednesday afternoon, two days early: mail and SMS say from when it can be fetched.
    dossier = perform_act(office, "settle", at=moment("2026-11-25 16:45"), dossier=dossier)
    deliver_due_messages(moment("2026-11-25 16:46"))
    assert "16:45 25/11/2026" in told_last()
    short = max(own_sms_folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
    assert dossier.code in short.read_text("utf-8")

    # It stands on the one-stop unit's list as well, to be told at the next opening after 15:00.
    announced = dossier.announcements.get()
    assert announced.kind == Announcement.Kind.EARLY_RESULT
    assert announced.tell_by == moment("2026-11-26 07:30")

    # The counter reads of it in its digest of the morning, calls, and the applicant comes.
    mail.outbox.clear()
    sweep(moment("2026-11-26 00:10"))
    deliver_due_messages(moment("2026-11-26 07:30"))
    assert any(dossier.code in m.body for m in mail.outbox if m.to == [office.counter.email])
    dossier = perform_act(
        office,
        "tell_applicant",
        at=moment("2026-11-26 07:45"),
        dossier=dossier,
        announcement=announced.pk,
        how_told="phone",
    )
    perform_act(office, "return_result", at=moment("2026-11-26 09:00"), dossier=dossier)
    announced.refresh_from_db()
    assert (announced.told_at, announced.how) == (moment("2026-11-26 07:45"), "phone")


def test_20_4_whoever_stands_at_the_counter_need_not_be_told(office: Office) -> None:
    dossier = worked_on(office)
    at = moment("2026-11-25 16:45")
    dossier = perform_act(office, "settle", at=at, dossier=dossier)
    dossier = perform_act(office, "return_result", at=at, dossier=dossier)
    announced = dossier.announcements.get()
    assert (announced.told_at, announced.dropped_why) == (None, "returned")
    deliver_due_messages(at)
    assert not any("25/11/2026" in m.body for m in mail.outbox), "only that it has been returned"


@pytest.mark.parametrize("delivery", ["post", "online"])
def test_20_3_a_result_by_post_or_online_is_not_asked_to_be_fetched(
    office: Office, delivery: str
) -> None:
    dossier = worked_on(office, result_delivery=delivery)
    dossier = perform_act(office, "settle", at=moment("2026-11-25 16:45"), dossier=dossier)
    deliver_due_messages(moment("2026-11-25 16:46"))
    assert "25/11/2026" not in told_last()
    dossier = perform_act(
        office, "return_result", at=moment("2026-11-26 09:00"), dossier=dossier, how=delivery
    )
    assert dossier.state == "returned"


def test_20_1_and_20_2_the_whole_result_is_returned_and_the_originals_with_it(
    office: Office,
) -> None:
    dossier = worked_on(office)
    dossier = perform_act(office, "settle", at=moment("2026-11-27 10:00"), dossier=dossier)
    at = moment("2026-11-27 15:00")
    perform_act(office, "return_result", at=at, dossier=dossier, originals_given_back=True)
    assert {document.given_back_at for document in dossier.documents.all()} == {at}
    assert Dossier.objects.get(pk=dossier.pk).result == "GP-01/2026"
