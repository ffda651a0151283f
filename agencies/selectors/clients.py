"""Where a request comes from; `X-Forwarded-For` is believed only as far as our own proxies wrote it."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: One household or phone has a whole /64 to itself; its single addresses mean nothing.
_IPV6_PREFIX = 64
_UNKNOWN = "unknown"


def client_of(request: HttpRequest) -> Address | None:
    """The visitor's own address; None where the server was not told one (a socket file).

    With `TRUSTED_PROXIES` proxies in front, each appends the address it saw, so the visitor's is
    that many from the right; what stands further left anybody may have written.
    """
    seen_by_server = _parsed(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if proxies < 1 or len(forwarded) < proxies:
        return seen_by_server
    return _parsed(forwarded[-proxies]) or seen_by_server


def client_address(request: HttpRequest) -> str:
    """Under which text a visitor's requests are counted."""
    address = client_of(request)
    if address is None:
        return _UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address), _IPV6_PREFIX), strict=False))
    return str(address)


def signing_in_from(request: HttpRequest) -> str | None:
    """The address under which wrong passwords are counted: of a whole /64 the first."""
    address = client_address(request)
    return None if address == _UNKNOWN else address.split("/")[0]


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
