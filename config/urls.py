"""Every address of the house."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("dossiers.pages.urls")),
    path("", include("notifications.pages.urls")),
    path("api/", include("config.rest_urls")),
]
