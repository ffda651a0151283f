"""Addresses below `/api/`."""

from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.negotiation import DefaultContentNegotiation

from agencies.api.views import NothingHere
from config.schedule import JOB_LABELS, PATIENCE
from reports.api.urls import report_urls
from reports.selectors.jobs import Watched

# The description comes as YAML or JSON, as asked for.
_schema = SpectacularAPIView.as_view(content_negotiation_class=DefaultContentNegotiation)
_docs = SpectacularSwaggerSplitView.as_view(
    url_name="api-schema", content_negotiation_class=DefaultContentNegotiation
)

urlpatterns = [
    path("schema/", _schema, name="api-schema"),
    path("docs/", never_cache(_docs), name="api-docs"),
    path("v1/", include("agencies.api.urls")),
    path("v1/", include("procedures.api.urls")),
    path("v1/", include("dossiers.api.urls")),
    path("v1/", include("notifications.api.urls")),
    path("v1/", include(report_urls(Watched(PATIENCE, JOB_LABELS)))),
    # Also without its last slash: whoever follows a redirection would send a POST again as a GET.
    path("v1/<path:address>", NothingHere.as_view(), name="api-nothing-there"),
    # Also what lacks its last slash: a redirect would lose the body of a POST.
    re_path(r"^[\s\S]*$", NothingHere.as_view(), name="api-nothing-here"),
]
