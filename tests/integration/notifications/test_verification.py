"""The page behind the QR of an apology letter."""

import uuid

from django.test import Client

from notifications.models import ApologyLetter
from tests.factories import APPLICANT, Office, moment
from tests.integration.notifications.scenes import REASON, answered, issued


def test_an_issued_letter_is_confirmed_without_anything_personal(office: Office):
    letter = issued(office, answered(office), at=moment("2026-11-26 16:00"))
    answer = Client().get(f"/xac-minh/{letter.ref}/")
    for shown in ("1/PXL-STN", "Sở Thử nghiệm", letter.dossier.code, "04/12/2026", letter.sha256):
        assert shown in answer.text
    private = {name: text for name, text in APPLICANT.items() if name != "kind"}
    for hidden in (*private.values(), REASON, office.version.name):
        assert hidden not in answer.text
    assert answer["X-Robots-Tag"].startswith("noindex")


def test_a_draft_or_an_unknown_letter_is_not_there(office: Office):
    answered(office)
    draft = ApologyLetter.objects.get()
    for ref in (draft.ref, uuid.uuid4()):
        assert Client().get(f"/xac-minh/{ref}/").status_code == 404
    assert Client().get("/xac-minh/1/").status_code == 404
