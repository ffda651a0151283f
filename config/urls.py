"""Every address of the house."""

from django.contrib import admin
from django.urls import include, path

from config.health import Healthz, Readyz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", Healthz.as_view(), name="healthz"),
    path("readyz", Readyz.as_view(), name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("dossiers.pages.urls")),
    path("", include("notifications.pages.urls")),
    path("api/", include("config.rest_urls")),
]
