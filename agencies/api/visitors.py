"""How often one address may ask what is open to everybody; told as `too_many_requests` with `Retry-After`."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from agencies.selectors.clients import client_address
from agencies.services.visiting import seconds_to_wait


class VisitorRate(BaseThrottle):
    """By the address of the visitor, as the pages count it."""

    _wait = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        self._wait = seconds_to_wait(client_address(request._request), at=timezone.now())
        return not self._wait

    def wait(self) -> float:
        return self._wait
