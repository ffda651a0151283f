"""The request of an officer who is not there: a worker asks the admin for what that officer would see."""

from typing import Any

from django.http import HttpRequest, QueryDict

#: Which page of the list is open says nothing about what is in it.
_OF_THE_PAGE = ("p", "all", "_popup")


def request_of(officer: Any, query: str = "") -> HttpRequest:
    """A request for a list with these filters, as the officer's own browser would send it."""
    request = HttpRequest()
    request.method = "GET"
    request.user = officer
    asked = QueryDict(query, mutable=True)
    for name in _OF_THE_PAGE:
        asked.pop(name, None)
    request.GET = asked
    return request
