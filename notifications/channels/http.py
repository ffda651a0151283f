"""One POST to another system: bounded in time, never redirected, and only to addresses it may reach."""

import http.client
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext

from notifications.channels.parcel import Undeliverable

Networks = Sequence[IPv4Network | IPv6Network]

#: Seconds for one step of the exchange, and for all of it: a dripping answer holds a worker no longer.
STEP_SECONDS, ALL_SECONDS = 10, 30
#: How much of an answer is looked at.
_LOOKED_AT = 2_000
#: Refusals that time may heal: asked too early, too often, or too slow.
_PASSING = {408, 425, 429}


def post(
    url: str, *, body: bytes, headers: Mapping[str, str], private: Networks | None = None
) -> str:
    """Post `body` and answer with the beginning of what the other side said.

    `private` names the networks inside which an address need not be public; None: any address,
    for those an operator has set himself. Raises `Undeliverable` for 3xx, 4xx and forbidden
    addresses, `OSError` or `HTTPException` for what is worth another attempt.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _Pinned(parts, port, _address(parts, port, private))
    watch = Timer(ALL_SECONDS, connection.cut)
    watch.start()
    try:
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        host = parts.netloc.rpartition("@")[2]
        connection.request("POST", target, body=body, headers={**headers, "Host": host})
        answer = connection.getresponse()
        said = answer.read(_LOOKED_AT).decode("utf-8", "replace")
    finally:
        watch.cancel()
        connection.close()
    _refuse(answer.status, answer.reason, said)
    return said


def _refuse(status: int, reason: str, said: str) -> None:
    if 200 <= status < 300:
        return
    told = f"{status} {reason}: {' '.join(said.split())}"
    if status >= 500 or status in _PASSING:
        raise ConnectionError(told)
    raise Undeliverable(told)


def _address(parts: SplitResult, port: int, private: Networks | None) -> str:
    """One address of the host that may be reached, which is then the one connected to.

    Asked once, so that a name cannot answer with a harmless address here and another one later.
    """
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Undeliverable(gettext("This is not an http address."))
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(where[0]) for *_, where in found]
    if private is None:
        return addresses[0]
    for address in addresses:
        if _is_within(address, private) or (parts.scheme == "https" and is_public(address)):
            return address
    raise Undeliverable(
        gettext(
            "The address is not public, or not https, and in no network of WEBHOOK_PRIVATE_NETWORKS."
        )
    )


def is_public(text: str) -> bool:
    """Whether an address belongs to the internet at large, also where it is wrapped into IPv6."""
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_within(text: str, networks: Networks) -> bool:
    return any(ip_address(text) in network for network in networks)


class _Pinned(http.client.HTTPConnection):
    """A connection to one address of a host; TLS still asks for a certificate in the host's name."""

    def __init__(self, parts: SplitResult, port: int, address: str) -> None:
        super().__init__(parts.hostname or "", port, timeout=STEP_SECONDS)
        self._address = address
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), STEP_SECONDS)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End the exchange from another thread: whoever waits on the socket gets an error."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
