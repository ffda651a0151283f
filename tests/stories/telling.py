"""What the stories look through: the citizen's window and the text of a paper."""

import io
from typing import Any

from django.test import Client
from pypdf import PdfReader

from dossiers.models import Dossier
from tests.factories import APPLICANT


def citizen_sees(client: Client, dossier: Dossier) -> tuple[str, Any]:
    """Stage and due moment that anyone with the code may see; never a name."""
    answer = client.get(f"/api/v1/lookup/{dossier.code}/")
    assert answer.status_code == 200
    assert APPLICANT["name"] not in answer.content.decode()
    seen = answer.json()
    return seen["stage"], seen.get("due_at")


def look_up(client: Client, dossier: Dossier, pin: str) -> dict[str, Any]:
    """What the applicant sees with the receipt's PIN; still no name."""
    answer = client.post(
        f"/api/v1/lookup/{dossier.code}/",
        {"pin": pin},
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert APPLICANT["name"] not in answer.content.decode()
    return dict(answer.json())


def text_of(pdf: bytes) -> str:
    """The words of a PDF, one blank between them."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
