"""What is handed to a channel, and what a channel is."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Parcel:
    """A composed message. `key` stays the same when it is sent again, so that a receiver can drop the double."""

    key: str
    address: str
    subject: str
    body: str


class SendingChannel(Protocol):
    """Sends a parcel, or raises what kept it from doing so; then it is tried again later."""

    def send(self, parcel: Parcel) -> None: ...
