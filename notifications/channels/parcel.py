"""What is handed to a channel, and what a channel is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Undeliverable(Exception):
    """No further attempt can succeed: the other side has refused the message itself."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A composed message. `key` stays the same when it is sent again, so that a receiver can drop the double.

    `body` is ready for its channel: text for people, JSON for machines, whose `secrets` sign it.
    """

    key: str
    address: str
    subject: str
    body: str
    at: datetime
    secrets: tuple[str, ...] = ()


class SendingChannel(Protocol):
    """Sends a parcel, or raises what kept it from doing so.

    It is then tried again later; never again after `Undeliverable`.
    """

    def send(self, parcel: Parcel) -> None: ...
