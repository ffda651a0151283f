"""Articles 27 to 32: the applicant judges the service, complains, is answered, and stays unnamed.

Decree 61/2018/NĐ-CP, arts 8.1.đ (feedback), 27.3 (confidentiality), 31.1 (what is judged), 32.1
(results shown to everybody); Circular 01/2018/TT-VPCP, arts 12.2, 13 and 15.2.
"""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from agencies.selectors import Actor
from dossiers.models import Dossier, Feedback, Rating, Violation
from dossiers.services import record_missed_limits
from dossiers.services.feedback import answer_feedback
from tests.factories import APPLICANT, Office, moment, perform_act


def at(monkeypatch: pytest.MonkeyPatch, clock: str) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment(clock))


def in_process(office: Office) -> Dossier:
    received = perform_act(office, "receive", at=moment("2026-12-07 09:00"))
    return perform_act(office, "transfer", at=moment("2026-12-07 09:30"), dossier=received)


def test_a_complaint_reaches_the_agency_and_its_answer_the_applicant(
    client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Received on Monday 7 December. On Wednesday the applicant scans the receipt and complains.
    dossier = in_process(office)
    at(monkeypatch, "2026-12-09 20:15")
    client.get(f"/tra-cuu/q/{dossier.lookup_token}/")
    sent = client.post(
        f"/tra-cuu/{dossier.code}/gop-y/",
        {"kind": "complaint", "text": "Phòng hẹn tôi hai lần mà không có người tiếp."},
        follow=True,
    )
    page = sent.content.decode()
    assert office.department.name in page, "the applicant is told who answers"
    assert "17:00, 16/12/2026" in page, "and until when: five working days"

    # The department finds it on its desk; who complained is not on the list.
    at(monkeypatch, "2026-12-10 08:00")
    desk = Client()
    desk.force_login(office.unit_head)
    listed = desk.get("/admin/dossiers/feedback/").content.decode()
    assert "Phòng hẹn tôi hai lần" in listed
    assert APPLICANT["name"] not in listed

    # It answers on Friday, in time.
    answer_feedback(
        Feedback.objects.get().pk,
        actor=Actor(office.unit_head),
        answer="Phòng xin lỗi và mời ông/bà đến ngày 14/12/2026.",
        at=moment("2026-12-11 10:00"),
    )
    at(monkeypatch, "2026-12-11 19:00")
    client.get(f"/tra-cuu/q/{dossier.lookup_token}/")
    assert "Phòng xin lỗi" in client.get(f"/tra-cuu/{dossier.code}/").content.decode()
    record_missed_limits(at=moment("2026-12-17 08:00"))
    assert not Violation.objects.filter(kind=Violation.Kind.FEEDBACK_LATE).exists()


def test_a_complaint_left_lying_is_held_against_the_agency(
    client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = in_process(office)
    at(monkeypatch, "2026-12-09 20:15")
    client.get(f"/tra-cuu/q/{dossier.lookup_token}/")
    client.post(f"/tra-cuu/{dossier.code}/gop-y/", {"kind": "complaint", "text": "Không ai tiếp."})

    # Five working days later nobody has answered; the sweep writes it down, once.
    for clock in ("2026-12-16 17:00", "2026-12-16 17:10", "2026-12-17 08:00"):
        record_missed_limits(at=moment(clock))
    missed = Violation.objects.get(kind=Violation.Kind.FEEDBACK_LATE)
    assert missed.agency == office.department
    assert missed.due_at == moment("2026-12-16 17:00")


def test_the_service_is_judged_by_many_and_no_ones_judgement_is_told(
    client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Four applicants rate by the code on their receipt: too few to show anything.
    at(monkeypatch, "2026-12-18 10:00")
    for mark in ("5", "4", "4", "2"):
        receipt = in_process(office).forms.get(kind="01").context["rating_url"]
        client.post(urlsplit(receipt).path, {"score": mark, "time": "2", "attitude": "1"})
    assert office.department.name not in client.get("/danh-gia/").content.decode()

    # The fifth makes a figure: mean mark 4, and nobody's own.
    receipt = in_process(office).forms.get(kind="01").context["rating_url"]
    client.post(urlsplit(receipt).path, {"score": "5", "time": "0", "comment": "Chờ lâu quá"})
    shown = client.get("/danh-gia/").content.decode()
    assert office.department.name in shown
    assert "4,0" in shown
    assert "1,6" in shown, "time: eight points of five dossiers"
    assert "Chờ lâu quá" not in shown

    # Nor does the desk show it beside the dossier.
    rated = Rating.objects.latest("pk").dossier
    desk = Client()
    desk.force_login(office.agency_head)
    assert "Chờ lâu quá" not in desk.get(f"/admin/dossiers/dossier/{rated.code}/").content.decode()
