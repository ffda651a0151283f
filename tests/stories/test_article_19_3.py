"""Article 19.3 of Decree 61/2018/NĐ-CP: what is verified on the spot becomes a record in the system."""

import pytest

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.services import do_act
from tests.factories import Office, moment, perform_act

HELD = {
    "held_at": "2026-11-23T08:30",
    "place": "Thửa đất số 15, xóm 4, xã Ví Dụ",
    "participants": ["Trần Văn Thẩm, Sở Thử nghiệm", "Cao Văn Xã, UBND xã", "Nguyễn Văn Ví Dụ"],
    "content": "Ranh giới đúng với bản vẽ; mốc số 3 đã mất, các bên thống nhất cắm lại.",
    "applicant_attended": True,
}


def test_time_place_participants_and_content_are_on_record_when_the_applicant_attended(
    office: Office,
) -> None:
    # Received on Thursday, verified on the spot on Monday morning, written down in the afternoon.
    dossier = perform_act(office, "receive", at=moment("2026-11-19 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-11-19 10:00"), dossier=dossier)
    due_at = dossier.due_at
    dossier = perform_act(
        office, "record_verification", at=moment("2026-11-23 15:00"), dossier=dossier, **HELD
    )
    kept = dossier.verifications.get()
    assert kept.held_at == moment("2026-11-23 08:30")
    assert (kept.place, kept.participants) == (HELD["place"], HELD["participants"])
    assert (kept.content, kept.applicant_attended) == (HELD["content"], True)

    # The verification takes part of the limit; it does not stop it.
    assert (dossier.state, dossier.due_at) == ("processing", due_at)

    # The history says who wrote it down and when, and names nobody in what cannot be erased.
    event = dossier.events.get(act="record_verification")
    assert (event.actor, event.at) == (office.specialist, moment("2026-11-23 15:00"))
    assert "Nguyễn Văn Ví Dụ" not in str(event.facts)


@pytest.mark.parametrize("missing", ["held_at", "place", "participants", "content"])
def test_a_record_without_one_of_its_parts_is_refused(office: Office, missing: str) -> None:
    dossier = perform_act(office, "receive", at=moment("2026-11-19 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-11-19 10:00"), dossier=dossier)
    with pytest.raises(ActRefused, match=f"missing_{missing}"):
        do_act(
            "record_verification",
            actor=Actor(office.specialist),
            at=moment("2026-11-23 15:00"),
            facts={name: value for name, value in HELD.items() if name != missing},
            dossier_id=dossier.pk,
        )
