"""A dossier in which there is something personal in every table that may hold any, and which is over."""

from datetime import datetime

from agencies.selectors import Actor
from dossiers.models import Dossier
from dossiers.services import do_act
from dossiers.services.feedback import answer_feedback, give_feedback
from dossiers.services.lookup_keys import rating_token
from dossiers.services.papers import print_form
from dossiers.services.rating import rate_service
from notifications.models import DelayNotice, Message
from notifications.services import answer_delay_notice, issue_letter, sweep
from tests.factories import (
    APPLICANT,
    Office,
    make_officer,
    moment,
    opening_facts,
    perform_act,
)
from tests.integration.dossiers.files.scenes import filed
from tests.integration.notifications.scenes import NEW_DATE

RECEIVED = moment("2026-11-19 08:40")
#: The day before the date promised after the supplement, Monday 30 November.
SAID = moment("2026-11-27 15:00")
OVER = moment("2026-12-03 09:00")
#: What officers and the applicant wrote, each in a field of its own.
WORDS = {
    name: f"Lời riêng về {name}"
    for name in (
        *("document", "remark", "question", "answer", "place", "participant", "content"),
        *("item", "why_item", "why_late", "complaint", "reply", "comment", "recipient", "told"),
    )
}
SECRETS = [*(APPLICANT[name] for name in APPLICANT if name != "kind"), *WORDS.values()]


def at(text: str) -> datetime:
    return moment(f"2026-11-{text}")


def old_case(office: Office) -> Dossier:
    """Received, asked about, supplemented, apologised for, complained of, rated, returned."""
    documents = [
        *opening_facts(office)["documents"],
        {"name": WORDS["document"], "originals": 1, "copies": 0, "received": True},
    ]
    dossier = perform_act(office, "receive", at=RECEIVED, documents=documents)
    for act, moment_, facts in (
        ("transfer", at("19 09:00"), {"remark": WORDS["remark"]}),
        ("consult", at("19 10:00"), {"question": WORDS["question"]}),
    ):
        dossier = perform_act(office, act, at=moment_, dossier=dossier, **facts)
    asked = dossier.consultations.get()
    colleague = make_officer("canbo-xa", "specialist", office.commune, full_name="Cán Bộ Xã")
    do_act(
        "answer_consultation",
        actor=Actor(colleague),
        at=at("19 11:00"),
        facts={"consultation": asked.pk, "answer": WORDS["answer"]},
        dossier_id=dossier.pk,
    )
    for act, moment_, facts in (
        (
            "record_verification",
            at("19 14:00"),
            {
                "held_at": at("19 13:40").isoformat(),
                "place": WORDS["place"],
                "participants": [WORDS["participant"]],
                "content": WORDS["content"],
            },
        ),
        ("amend", at("19 15:00"), {"changes": {"phone": "0900000077"}}),
        (
            "request_supplement",
            at("20 08:00"),
            {"items": [WORDS["item"]], "reason": WORDS["why_item"]},
        ),
        ("accept_supplement", at("20 09:00"), {"items_received": [WORDS["item"]]}),
        ("transfer", at("20 09:30"), {}),
    ):
        dossier = perform_act(office, act, at=moment_, dossier=dossier, **facts)
    filed(dossier, office.counter, clock=lambda: at("20 10:00"), name=f"{APPLICANT['name']}.pdf")
    return _late_and_over(office, dossier)


def _late_and_over(office: Office, dossier: Dossier) -> Dossier:
    sweep(at("27 08:00"))
    letter = answer_delay_notice(
        notice_id=DelayNotice.objects.get(dossier=dossier).pk,
        actor=Actor(office.specialist),
        at=SAID,
        reason_code="verification",
        reason=WORDS["why_late"],
        proposed_until=NEW_DATE,
    )
    issue_letter(letter_id=letter.pk, actor=Actor(office.agency_head), at=SAID)
    given = give_feedback(str(dossier.ref), kind="complaint", text=WORDS["complaint"], at=SAID)
    answer_feedback(
        given.pk, actor=Actor(office.agency_head), answer=WORDS["reply"], at=at("30 08:00")
    )
    for announcement in dossier.announcements.open().order_by("pk"):
        perform_act(
            office,
            "tell_applicant",
            at=at("30 08:30"),
            dossier=dossier,
            announcement=announcement.pk,
            remark=WORDS["told"],
        )
    dossier = perform_act(office, "settle", at=at("30 09:00"), dossier=dossier)
    dossier = perform_act(
        office, "return_result", at=OVER, dossier=dossier, recipient=WORDS["recipient"]
    )
    rate_service(
        rating_token(dossier.ref),
        score="2",
        comment=WORDS["comment"],
        answers={},
        client="203.0.113.7",
        at=OVER,
    )
    Message.objects.filter(dossier=dossier).update(
        state="failed", error=f"550 <{APPLICANT['email']}> unknown"
    )
    for form in dossier.forms.all():
        print_form(form.pk)
    return Dossier.objects.get(pk=dossier.pk)
