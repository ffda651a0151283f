"""Webhooks: what happened to a dossier, signed, to the system of the partner whose dossier it is."""

from ipaddress import ip_network

from django.conf import settings

from notifications.channels.http import post
from notifications.channels.parcel import Parcel
from notifications.domain.webhooks import signed_headers


class WebhookChannel:
    """One POST of JSON a parcel, signed anew at each attempt so that its timestamp is fresh."""

    def send(self, parcel: Parcel) -> None:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "case-tracking",
            **signed_headers(
                parcel.secrets,
                key=parcel.key,
                timestamp=int(parcel.at.timestamp()),
                body=parcel.body,
            ),
        }
        networks = [ip_network(network) for network in settings.WEBHOOK_PRIVATE_NETWORKS]
        post(parcel.address, body=parcel.body.encode(), headers=headers, private=networks)
