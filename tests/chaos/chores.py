"""What long work needs before it can be killed; called inside the house, by `inside.py`."""

import json
from datetime import date, datetime

from django.utils import timezone

from agencies.models import Agency, Officer
from batches.forms.sheet import FORMATS
from batches.services import Upload, start_batch
from batches.services import start_export as start_export_of
from procedures.models import CalendarDay, DayKind
from procedures.services.calendar import record_edition
from tests.factories import APPLICANT, Office, perform_act
from tests.file_samples import pdf
from tests.integration.dossiers.files.scenes import filed

#: Lines of a file of an older system.
TAKEN_OVER = 3


def bury(office: Office, *, at: datetime) -> int:
    """A dossier with a file, received and returned at that moment; its number."""
    dossier = perform_act(office, "receive", at=at)
    filed(dossier, office.counter, pdf(text=dossier.code), clock=lambda: at)
    for act in ("transfer", "settle", "return_result"):
        perform_act(office, act, at=at, dossier=dossier)
    return int(dossier.pk)


def close_day(day: str) -> None:
    """A day on which the office turns out to be closed; due dates are not recomputed yet."""
    CalendarDay.objects.create(
        date=date.fromisoformat(day), kind=DayKind.CLOSED, name="Nghỉ đột xuất", confirmed=True
    )
    record_edition(at=timezone.now())


def start_export() -> int:
    """The counter's list as a file that is too large for the free room of a page."""
    batch = start_export_of(
        officer_id=Officer.objects.get(username="quay1").pk,
        listed="dossiers.dossier",
        query="",
        style=FORMATS["xlsx"],
        title="Hồ sơ",
        at=timezone.now(),
    )
    return int(batch.pk)


def start_import(day: str) -> int:
    """Dossiers that the older system received on a day, with codes of that day."""
    received = date.fromisoformat(day)
    centre = Agency.objects.get(code="H41.01.02")
    lines = [
        {
            "code": f"{centre.code}-{received:%y%m%d}-{number:04}",
            "procedure": "1.000001",
            "state": "processing",
            "channel": "in_person",
            "received_at": f"{day}T09:30",
            "promised_at": "2026-12-30T16:30",
            "applicant": dict(APPLICANT),
            "receiving_unit": centre.code,
            "agency": "H41.03",
            "unit": "H41.03.02",
            "step": 2,
        }
        for number in range(1, TAKEN_OVER + 1)
    ]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    batch = start_batch(
        officer_id=Officer.objects.get(username="quantri1").pk,
        kind="dossiers",
        subject="Hồ sơ cũ",
        at=timezone.now(),
        upload=Upload("cu.jsonl", content),
    )
    return int(batch.pk)
