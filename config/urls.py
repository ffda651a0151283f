"""Every address of the house."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from agencies.admin.single_sign_on import BeginSignIn, EndSignIn, SignOut
from config.health import Healthz, Readyz
from config.metrics.view import Metrics
from config.schedule import JOB_LABELS, PATIENCE
from reports.admin.urls import report_urls
from reports.selectors.jobs import Watched

urlpatterns = [
    # First what is asked most often: the look-up, then what programs ask.
    path("", include("dossiers.pages.urls")),
    path("api/", include("config.rest_urls")),
    path("admin/reports/", include(report_urls(Watched(PATIENCE, JOB_LABELS)))),
    # Before the admin's own, of which the second takes its place.
    path("admin/identity/begin/", BeginSignIn.as_view(), name="sign_in"),
    path("admin/identity/back/", EndSignIn.as_view(), name="sign_in_back"),
    path("admin/logout/", SignOut.as_view(), name="sign_out"),
    path("admin/", admin.site.urls),
    path("healthz", Healthz.as_view(), name="healthz"),
    path("readyz", Readyz.as_view(), name="readyz"),
    path("metrics", Metrics.as_view(), name="metrics"),
    # Without a token, so that public pages set no cookie and may be cached; a language harms nobody.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("", include("procedures.pages.urls")),
    path("", include("notifications.pages.urls")),
]
