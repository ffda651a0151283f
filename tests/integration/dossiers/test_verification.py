"""Verification on the spot is put on record: when, where, who took part, what was found (art. 19.3)."""

import pytest

from dossiers.domain.refusals import ActRefused
from dossiers.models import EventText
from tests.factories import Office, moment, perform_act

RECEIVED = moment("2026-03-10 09:00")


def test_a_verification_is_kept_with_its_place_participants_and_content(office: Office) -> None:
    dossier = perform_act(office, "receive", at=RECEIVED)
    dossier = perform_act(office, "transfer", at=RECEIVED, dossier=dossier)
    perform_act(
        office,
        "record_verification",
        at=moment("2026-03-12 16:00"),
        dossier=dossier,
        held_at="2026-03-12T08:30",
        applicant_attended=True,
    )
    kept = dossier.verifications.get()
    assert kept.held_at == moment("2026-03-12 08:30"), "the office's own time"
    assert kept.participants == ["Trần Văn Thẩm", "Nguyễn Văn Ví Dụ"]
    assert (kept.place, kept.applicant_attended) == ("Thửa đất số 1, xã Ví Dụ", True)
    assert kept.content == "Ranh giới đúng với bản đồ"
    public = dossier.events.get(act="record_verification")
    assert set(public.facts) == {"held_at", "applicant_attended"}, "names lie in the erasable part"
    assert EventText.objects.get(event=public).values["place"] == kept.place


@pytest.mark.parametrize("held_at", ["2026-03-10T08:59", "2026-03-12T16:01"])
def test_it_is_held_after_the_reception_and_not_in_the_future(office: Office, held_at: str) -> None:
    dossier = perform_act(office, "receive", at=RECEIVED)
    dossier = perform_act(office, "transfer", at=RECEIVED, dossier=dossier)
    with pytest.raises(ActRefused, match="held_out_of_time"):
        perform_act(
            office,
            "record_verification",
            at=moment("2026-03-12 16:00"),
            dossier=dossier,
            held_at=held_at,
        )
