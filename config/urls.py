"""Every address of the house."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from config.health import Healthz, Readyz
from config.schedule import JOB_LABELS, PATIENCE
from reports.admin.jobs import Watched
from reports.admin.urls import report_urls

urlpatterns = [
    path("admin/reports/", include(report_urls(Watched(PATIENCE, JOB_LABELS)))),
    path("admin/", admin.site.urls),
    path("healthz", Healthz.as_view(), name="healthz"),
    path("readyz", Readyz.as_view(), name="readyz"),
    # Without a token, so that public pages set no cookie and may be cached; a language harms nobody.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("", include("procedures.pages.urls")),
    path("", include("dossiers.pages.urls")),
    path("", include("notifications.pages.urls")),
    path("api/", include("config.rest_urls")),
]
