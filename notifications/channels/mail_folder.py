"""The embedded mailbox: a folder with one `.eml` file a message, for looking at on the own machine."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmlFolderBackend(BaseEmailBackend):
    """Writes each message to `EMAIL_FILE_PATH`, whole or not at all; sent again it replaces itself."""

    def __init__(self, *args: Any, file_path: str | Path | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        letter = message.message()
        name = re.sub(r"[^\w.-]", "-", str(letter["Message-ID"]).strip("<>"))
        unfinished = self._folder / f".{name}.{os.getpid()}"
        unfinished.write_bytes(letter.as_bytes())
        unfinished.rename(self._folder / f"{name}.eml")
