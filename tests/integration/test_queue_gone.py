"""A queue that is down costs an act one attempt to reach it, and no wait; what hangs on it alone is refused."""

import socket
from threading import Thread

import pytest
from celery import Celery
from kombu import Connection
from kombu.exceptions import OperationalError
from kombu.pools import ProducerPool

from agencies.domain.roles import Role
from config.celery import app
from config.settings.celery import REDIS_TRANSPORT_OPTIONS
from dossiers.models import RegisterYear
from dossiers.services import register as books
from tests.factories import Office, dossier_in, moment
from tests.integration.api.caller import Caller
from tests.integration.dossiers.admin.conftest import Desk, said


def test_what_cannot_be_queued_is_given_up_at_once():
    """Kombu by itself would ask three times, two and four seconds apart, for each message."""
    asked = []

    def hang_up() -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            asked.append(1)
            caller.close()

    with socket.create_server(("127.0.0.1", 0)) as door:
        Thread(target=hang_up, daemon=True).start()
        address = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
        sender = Celery(broker=address, set_as_current=False)
        sender.conf.broker_transport_options = REDIS_TRANSPORT_OPTIONS
        with sender, pytest.raises(OperationalError):
            sender.send_task("probe.write", retry=False)
        door.shutdown(socket.SHUT_RDWR)
    assert len(asked) == 1


@pytest.fixture
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens where Redis was."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        gone = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
    nowhere = Connection(gone, transport_options=REDIS_TRANSPORT_OPTIONS)
    senders = ProducerPool(connections=nowhere.Pool(limit=1), limit=1)
    monkeypatch.setattr(app.amqp, "_producer_pool", senders)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_queue")
def test_a_long_register_that_no_worker_can_be_told_of_is_not_promised_to_be_closed(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    dossier_in(office, "received", at=moment("2025-03-10 09:00"))
    monkeypatch.setattr(books, "MOST_CLOSED_AT_ONCE", 0)
    head = Caller(office.centre_head)
    told = head.post("registers/H41.01.02/2025/close/", {})
    assert (head.status, told["code"]) == (503, "queue_gone")
    asked = {"unit": office.centre.code, "year": "2025"}
    page = Desk(office.officer(Role.CENTRE_HEAD)).post(
        "/admin/dossiers/registeryear/close/", asked, follow=True
    )
    assert said(page)[0].endswith("Nothing has been done: please ask again in some minutes.")
    assert not RegisterYear.objects.exists()
