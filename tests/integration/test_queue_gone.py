"""A queue that is down costs an act one attempt to reach it, and no wait."""

import socket
from threading import Thread

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from config.settings.celery import REDIS_TRANSPORT_OPTIONS


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
        sender = Celery(broker=f"redis://127.0.0.1:{door.getsockname()[1]}/0")
        sender.conf.broker_transport_options = REDIS_TRANSPORT_OPTIONS
        with sender, pytest.raises(OperationalError):
            sender.send_task("probe.write", retry=False)
        door.shutdown(socket.SHUT_RDWR)
    assert len(asked) == 1
