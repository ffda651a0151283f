"""E-mail, through whatever `EMAIL_BACKEND` the installation has."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.channels.parcel import Parcel


class EmailChannel:
    """One plain-text mail a parcel, marked as sent by a machine so that no absence note answers it."""

    def send(self, parcel: Parcel) -> None:
        host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        EmailMessage(
            subject=parcel.subject,
            body=parcel.body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[parcel.address],
            headers={
                "Message-ID": f"<{parcel.key}@{host}>",
                "Auto-Submitted": "auto-generated",
            },
        ).send()
