"""E-mail, through whatever `EMAIL_BACKEND` the installation has."""

from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.channels.parcel import Parcel, Undeliverable


class EmailChannel:
    """One plain-text mail a parcel, marked as sent by a machine so that no absence note answers it."""

    def send(self, parcel: Parcel) -> None:
        host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        message = EmailMessage(
            subject=parcel.subject,
            body=parcel.body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[parcel.address],
            headers={
                "Message-ID": f"<{parcel.key}@{host}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        try:
            message.send()
        except SMTPRecipientsRefused as refused:
            _give_up_if_final(refused)
            raise


def _give_up_if_final(refused: SMTPRecipientsRefused) -> None:
    """5xx: the address does not exist; 4xx passes, as when a mailbox is full (RFC 5321, 4.2.1)."""
    answers = list(refused.recipients.values())
    if all(code >= 500 for code, _ in answers):
        told = "; ".join(f"{code} {text.decode('utf-8', 'replace')}" for code, text in answers)
        raise Undeliverable(told) from refused
