"""`/metrics`, open to whoever may watch: a network that is named, or the bearer of a token."""

import hmac
from http import HTTPStatus
from ipaddress import ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from agencies.selectors.clients import client_of
from config.metrics.gauges import StateCollector


@method_decorator(never_cache, name="dispatch")
class Metrics(View):
    """Prometheus' text format; 404 to whoever is not let in, as if there were nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not _is_let_in(request):
            return HttpResponse(status=HTTPStatus.NOT_FOUND)
        counted = _counted()
        return HttpResponse(
            generate_latest(counted) + generate_latest(_state()), content_type=CONTENT_TYPE_LATEST
        )


def _counted() -> CollectorRegistry:
    """What this process has counted, or all processes of this machine together."""
    if not settings.PROMETHEUS_MULTIPROC_DIR:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry, settings.PROMETHEUS_MULTIPROC_DIR)
    return registry


def _state() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(StateCollector())
    return registry


def _is_let_in(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    address = client_of(request)
    return address is not None and any(
        address in ip_network(network) for network in settings.METRICS_NETWORKS
    )
