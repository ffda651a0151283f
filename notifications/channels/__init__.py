"""How messages leave the house: one small class a channel."""

from collections.abc import Mapping

from notifications.channels.email import EmailChannel
from notifications.channels.parcel import Parcel, SendingChannel
from notifications.domain.messages import Channel

CHANNELS: Mapping[str, SendingChannel] = {Channel.EMAIL: EmailChannel()}

__all__ = ["CHANNELS", "Parcel", "SendingChannel"]
