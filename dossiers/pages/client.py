"""Under which address a visitor's look-ups are counted."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

#: One household or phone has a whole /64 to itself; its single addresses mean nothing.
_IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str:
    """The visitor's address; `X-Forwarded-For` is believed only as far as our own proxies wrote it.

    With `TRUSTED_PROXIES` proxies in front, each appends the address it saw, so the visitor's is
    that many from the right; what stands further left anybody may have written.
    """
    seen_by_server = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if proxies < 1 or len(forwarded) < proxies:
        return _network(seen_by_server) or "unknown"
    return _network(forwarded[-proxies]) or _network(seen_by_server) or "unknown"


def _network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
    return str(address)
