"""Articles 19.5 to 19.7 of Decree 61/2018/NĐ-CP: several agencies on one dossier."""

from agencies.domain.roles import Role
from agencies.models import Agency, AgencyKind, Officer
from agencies.selectors import Actor
from dossiers.models import Consultation, Dossier, Violation
from dossiers.selectors import dossier_for, open_acts
from dossiers.selectors.handovers import control_slip, coordinating_agencies
from dossiers.selectors.links import linked_dossiers
from dossiers.services import do_act, record_missed_limits
from tests.factories import Office, make_officer, moment, opening_facts, perform_act


def at_the_department(office: Office) -> Dossier:
    """Received on Thursday 19 November 2026; five working days end on Friday the 27th."""
    dossier = perform_act(office, "receive", at=moment("2026-11-19 09:00"))
    return perform_act(office, "transfer", at=moment("2026-11-19 10:00"), dossier=dossier)


def answer(officer: Officer, consultation: Consultation, *, at: str, text: str) -> None:
    do_act(
        "answer_consultation",
        actor=Actor(officer),
        at=moment(at),
        facts={"consultation": consultation.pk, "answer": text},
        dossier_id=consultation.dossier_id,
    )


def test_19_5_opinions_are_asked_with_content_and_deadline_and_lateness_is_reported(
    office: Office,
) -> None:
    chairman = make_officer("chutich1", Role.AGENCY_HEAD, office.commune, full_name="Cao Văn Xã")
    police = Agency.objects.create(code="H41.04", kind=AgencyKind.DEPARTMENT, name="Công an mẫu")
    colonel = make_officer("congan1", Role.AGENCY_HEAD, police)
    dossier = at_the_department(office)

    # Sở Thử nghiệm asks two agencies at once, each until its own deadline.
    for agency, until in ((office.commune, "2026-11-20T17:00"), (police, "2026-11-23T17:00")):
        perform_act(
            office,
            "consult",
            at=moment("2026-11-19 14:00"),
            dossier=dossier,
            asked_agency=agency.code,
            question="Thửa đất có đang tranh chấp không?",
            answer_by=until,
        )
    of_commune, of_police = Consultation.objects.order_by("pk")
    assert Dossier.objects.get().due_at == moment("2026-11-27 17:00"), "no suspension of the clock"

    # The commune lets its Friday pass, and the sweep finds it. The police answer in time.
    record_missed_limits(at=moment("2026-11-20 17:01"))
    answer(colonel, of_police, at="2026-11-23 09:00", text="Không")
    missed = Violation.objects.get(dossier=dossier)
    assert (missed.kind, missed.agency) == ("consultation_late", office.commune)

    # Late, it still answers; the lateness stays, and is not written down twice.
    answer(chairman, of_commune, at="2026-11-23 10:00", text="Đã hòa giải xong")
    record_missed_limits(at=moment("2026-11-23 10:05"))
    assert Violation.objects.filter(dossier=dossier).count() == 1
    of_commune.refresh_from_db()
    assert (of_commune.answer, of_commune.answered_by) == ("Đã hòa giải xong", chairman)


def test_19_5_the_agency_asked_sees_the_dossier_and_does_nothing_but_answer(
    office: Office,
) -> None:
    chairman = make_officer("chutich1", Role.AGENCY_HEAD, office.commune)
    dossier = at_the_department(office)
    at = moment("2026-11-19 14:00")
    assert dossier_for(chairman, dossier.code, at=at) is None, "before it was asked"
    perform_act(office, "consult", at=at, dossier=dossier)
    assert dossier_for(chairman, dossier.code, at=at) == dossier
    assert [found.act for found in open_acts(dossier, actor=Actor(chairman), at=at)] == [
        "answer_consultation"
    ]


def test_19_6_a_coordinating_agency_has_its_task_and_its_deadline(office: Office) -> None:
    dossier = at_the_department(office)
    perform_act(
        office,
        "consult",
        at=moment("2026-11-19 14:00"),
        dossier=dossier,
        consultation_kind="task",
        question="Trích lục bản đồ địa chính",
        answer_by="2026-11-23T11:30",
    )
    assert coordinating_agencies(dossier) == [office.commune]
    # Settled before the task was done: nothing is left open that nobody needs any more.
    dossier = perform_act(office, "settle", at=moment("2026-11-23 09:00"), dossier=dossier)
    task = Consultation.objects.get()
    assert (task.is_open, task.cancelled_why) == (False, "settled")
    assert not Violation.objects.filter(dossier=dossier).exists(), "its deadline had not passed"


def test_19_6_linked_procedures_of_one_applicant_know_of_each_other(office: Office) -> None:
    leading = at_the_department(office)
    facts = opening_facts(office, linked_to=leading.code)
    led = do_act(
        "receive", actor=Actor(office.counter), at=moment("2026-11-19 11:00"), facts=facts
    ).dossier
    assert [(link.dossier, link.leads) for link in linked_dossiers(led)] == [(leading, True)]
    assert [(link.dossier, link.leads) for link in linked_dossiers(leading)] == [(led, False)]


def test_19_7_the_result_comes_back_to_the_one_stop_unit_of_reception(office: Office) -> None:
    commune = Actor(make_officer("quayxa", Role.COUNTER, office.commune))
    dossier = perform_act(office, "receive", at=moment("2026-11-19 09:00"))
    dossier = perform_act(office, "forward", at=moment("2026-11-19 10:00"), dossier=dossier)
    for act, at in (
        ("confirm_arrival", "2026-11-19 14:00"),
        ("transfer", "2026-11-19 16:00"),
    ):
        do_act(act, actor=commune, at=moment(at), facts={}, dossier_id=dossier.pk)
    dossier = Dossier.objects.get()
    dossier = perform_act(office, "settle", at=moment("2026-11-25 09:00"), dossier=dossier)

    hops = [(row.giver_unit, row.receiver_unit) for row in control_slip(dossier)]
    assert hops == [
        (office.centre, office.commune),
        (office.commune, office.unit),
        (office.unit, office.centre),
    ]
    # Handed out where it was received; the other one-stop unit has nothing more to do with it.
    assert open_acts(dossier, actor=commune, at=moment("2026-11-25 10:00")) == []
    perform_act(office, "return_result", at=moment("2026-11-25 10:00"), dossier=dossier)
