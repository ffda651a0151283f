"""E-mail through a real SMTP conversation: taken, refused for good, refused for now."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from pytest_django import Settings

from notifications.models import Message
from notifications.services import deliver
from tests.factories import APPLICANT, Office, perform_act
from tests.integration.notifications.scenes import RECEIVED


@contextmanager
def mail_server(answer_to_recipient: str) -> Iterator[tuple[int, list[str]]]:
    """Its port, and the mails it was given; every recipient gets the one answer."""
    mails: list[str] = []

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 vidu.example")
            for line in iter(self.rfile.readline, b""):
                command = line[:4].upper().decode()
                if command == "DATA":
                    self.say("354 go on")
                    mails.append(self.until_the_dot())
                self.say(answer_to_recipient if command == "RCPT" else "250 ok")
                if command == "QUIT":
                    return

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def until_the_dot(self) -> str:
            lines = iter(self.rfile.readline, b".\r\n")
            return b"".join(lines).decode()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1], mails
        finally:
            server.shutdown()
            thread.join()


def planned(office: Office) -> Message:
    told = {**APPLICANT, "notify_by": ["email"]}
    dossier = perform_act(office, "receive", at=RECEIVED, applicant=told)
    return Message.objects.get(dossier=dossier)


@pytest.mark.parametrize(
    ("answer", "state", "attempts"),
    [
        ("250 ok", "sent", 0),
        (f"550 <{APPLICANT['email']}> no such mailbox", "failed", 1),
        ("452 mailbox full", "planned", 1),
    ],
)
def test_what_the_mail_server_says_decides_whether_it_is_tried_again(
    office: Office, settings: Settings, answer: str, state: str, attempts: int
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    message = planned(office)
    with mail_server(answer) as (port, mails):
        settings.EMAIL_PORT = port
        assert deliver(message.pk, at=RECEIVED) == state
    message.refresh_from_db()
    assert message.attempts == attempts
    assert APPLICANT["email"] not in message.error
    assert len(mails) == (state == "sent")
    assert state != "failed" or "no such mailbox" in message.error
