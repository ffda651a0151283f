"""Officers, and a kind of work that does as it is told."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from batches.models import Batch
from batches.services import Kind, Work, register_kind, run_batch, start_batch
from batches.services import kinds as known
from tests.factories import Office
from tests.integration.dossiers.admin.conftest import Desk

KIND = "test"


class Told:
    """What the kind does, and whether its officer may."""

    def __init__(self) -> None:
        self.does: Callable[[Work], None] = lambda work: None
        self.allows = True


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    register_kind(Kind(KIND, "work", lambda batch: told.allows, lambda work: told.does(work)))
    yield told
    del known._kinds[KIND]


@pytest.fixture
def started(office: Office, told: Told) -> Batch:
    return start(office)


def start(office: Office, **changed: object) -> Batch:
    values = {"kind": KIND, "subject": "việc", "at": timezone.now(), **changed}
    return start_batch(officer_id=office.counter.pk, **values)


def run(batch: Batch) -> Batch:
    run_batch(batch.pk)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def counter(office: Office) -> Desk:
    return Desk(office.counter)
