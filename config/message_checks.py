"""What is wrong with the settings of SMS and webhooks, said at start."""

import re
from ipaddress import ip_network

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

_VALUES = {"to", "text", "from", "key", "token"}


@register()
def sms_gateway_can_be_used(**kwargs: object) -> list[CheckMessage]:
    """The gateway is told at least the number and the text, in a form that exists."""
    wrong = [
        (settings.SMS_BODY not in ("json", "form"), "SMS_BODY", "It is json or form."),
        (
            not {"to", "text"} <= set(settings.SMS_GATEWAY_FIELDS) <= _VALUES,
            "SMS_GATEWAY_FIELDS",
            "Write to=…,text=… and, as needed, from=…,key=…,token=…",
        ),
        (
            not _is_pattern(settings.SMS_GATEWAY_SUCCESS),
            "SMS_GATEWAY_SUCCESS",
            "It is a regular expression.",
        ),
    ]
    return [
        Error(f"{name} cannot be used.", hint=hint, id="casetracking.E040")
        for is_wrong, name, hint in wrong
        if is_wrong
    ]


@register()
def webhook_networks_are_networks(**kwargs: object) -> list[CheckMessage]:
    """Each of `WEBHOOK_PRIVATE_NETWORKS` is an address range."""
    found: list[CheckMessage] = []
    for network in settings.WEBHOOK_PRIVATE_NETWORKS:
        try:
            ip_network(network)
        except ValueError:
            found.append(
                Error(
                    f"WEBHOOK_PRIVATE_NETWORKS holds no network: {network!r}.",
                    hint="For example 10.20.0.0/16",
                    id="casetracking.E041",
                )
            )
    return found


@register()
def production_has_an_sms_gateway(**kwargs: object) -> list[CheckMessage]:
    """Without one, applicants who gave only a telephone number are not told of anything."""
    if settings.PRODUCTION and not settings.SMS_GATEWAY_URL:
        return [
            Warning(
                "There is no SMS gateway: nobody is told by SMS.",
                hint="Set SMS_GATEWAY_URL (docs/operations/settings.md).",
                id="casetracking.W040",
            )
        ]
    return []


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
