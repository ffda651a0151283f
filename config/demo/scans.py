"""Scans of the demo: a few of the newest dossiers have the papers that were handed in as files."""

import io
from datetime import datetime
from pathlib import Path

from agencies.selectors import Actor
from dossiers.forms import typeset
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier
from dossiers.selectors.files import file_limits
from dossiers.services.filing import file_document
from dossiers.services.taking_in import take_in

PAPER = Path(__file__).parent / "scan.typ"
#: More would only lengthen the first start.
MOST = 6


def hand_in_scans(*, at: datetime) -> int:
    """Let whoever received the newest dossiers scan their first paper; answers how many were."""
    newest = Dossier.objects.filter(
        state__in=[DossierState.RECEIVED, DossierState.PROCESSING],
        channel="in_person",
        documents__isnull=False,
    )
    chosen = newest.select_related("applicant").distinct().order_by("-pk")[:MOST]
    for dossier in chosen:
        _scan(dossier, at=at)
    return len(chosen)


def _scan(dossier: Dossier, *, at: datetime) -> None:
    paper = dossier.documents.order_by("position", "pk").first()
    received = dossier.events.filter(act="receive").select_related("actor").first()
    if paper is None or received is None or received.actor is None:
        return
    context = {
        "letterhead": {"issued_at": at.isoformat()},
        "name": paper.name,
        "applicant": dossier.applicant.name,
    }
    content = io.BytesIO(typeset(PAPER, context).pdf)
    with take_in(content, limits=file_limits()) as taken:
        file_document(
            actor=Actor(received.actor),
            dossier_id=dossier.pk,
            content=taken,
            name=f"{paper.name[:80]}.pdf",
            copy_of="original",
            component=paper.pk,
            clock=lambda: at,
        )
