"""How messages leave the house: one small class a channel."""

from collections.abc import Mapping

from notifications.channels.email import EmailChannel
from notifications.channels.parcel import Parcel, SendingChannel, Undeliverable
from notifications.channels.sms import SmsChannel
from notifications.channels.webhook import WebhookChannel
from notifications.domain.messages import Channel

CHANNELS: Mapping[str, SendingChannel] = {
    Channel.EMAIL: EmailChannel(),
    Channel.SMS: SmsChannel(),
    Channel.WEBHOOK: WebhookChannel(),
}

__all__ = ["CHANNELS", "Parcel", "SendingChannel", "Undeliverable"]
