"""What a browser is told with every answer: which scripts may run, who may frame it, what it may use.

The policies stand in `config.settings.browser`; a view may loosen its own with django-csp's decorators.
"""

from dataclasses import asdict
from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class BrowserRules(CSPMiddleware):
    """Content-Security-Policy by the area of the house, and the headers that are the same everywhere."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        for name, value in settings.BROWSER_HEADERS.items():
            response.headers.setdefault(name, value)
        if "json" in response.headers.get("Content-Type", ""):
            # Nothing in it is drawn: the strict policy, which need not be written for each answer.
            response.headers.setdefault(HEADER, self._strict)
            return response
        return super().process_response(request, response)

    @cached_property
    def _strict(self) -> str:
        return build_policy(**asdict(PolicyParts()))

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only:
            parts.config = _policy_of(request.path_info, response)
        return parts


def _policy_of(path: str, response: HttpResponseBase) -> dict[str, list[str]] | None:
    """The policy of a paper, or of an area; None where the strict one holds."""
    if response.headers.get("Content-Type", "").startswith("application/pdf"):
        return settings.PAPER_POLICY
    areas = settings.AREA_POLICIES.items()
    return next((policy for start, policy in areas if path.startswith(start)), None)
