"""Addresses of the dossiers, and of what the office owes beside the result."""

from django.urls import include, path

from agencies.api import addresses as addresses
from dossiers.api.accesses import AccessList
from dossiers.api.acts import Acts
from dossiers.api.announcements import AnnouncementList
from dossiers.api.changes import Changes
from dossiers.api.files import (
    Digitised,
    File,
    FileContent,
    Files,
    Removed,
    Reusable,
    Reuse,
)
from dossiers.api.many_acts import ManyActs
from dossiers.api.opening import CreatingActs, DossierList
from dossiers.api.papers import Form
from dossiers.api.single import Clock, Documents, DossierDetail, HandOvers, History, Linked
from dossiers.api.violations import ViolationList

_dossiers = [
    path("", DossierList.as_view(), name="api-dossiers"),
    path("acts/", CreatingActs.as_view(), name="api-creating-acts"),
    path("<key:key>/", DossierDetail.as_view(), name="api-dossier"),
    path("<key:key>/acts/", Acts.as_view(), name="api-acts"),
    path("<key:key>/history/", History.as_view(), name="api-history"),
    path("<key:key>/clock/", Clock.as_view(), name="api-clock"),
    path("<key:key>/handovers/", HandOvers.as_view(), name="api-handovers"),
    path("<key:key>/linked/", Linked.as_view(), name="api-linked"),
    path("<key:key>/documents/", Documents.as_view(), name="api-documents"),
    path("<key:key>/forms/<key:kind>.pdf", Form.as_view(), name="api-form"),
    path("<key:key>/files/", Files.as_view(), name="api-files"),
    path("<key:key>/files/reusable/", Reusable.as_view(), name="api-reusable-files"),
    path("<key:key>/files/reuse/", Reuse.as_view(), name="api-reuse-file"),
    path("<key:key>/files/<uuid:ref>/", File.as_view(), name="api-file"),
    path("<key:key>/files/<uuid:ref>/content", FileContent.as_view(), name="api-file-content"),
    path("<key:key>/files/<uuid:ref>/digitised/", Digitised.as_view(), name="api-digitised"),
    path("<key:key>/files/<uuid:ref>/remove/", Removed.as_view(), name="api-remove-file"),
]

urlpatterns = [
    path("", include("dossiers.api.desk_urls")),  # a fixed address before one with a key in it
    path("dossiers/", include(_dossiers)),
    path("changes/", Changes.as_view(), name="api-changes"),
    path("acts/", ManyActs.as_view(), name="api-many-acts"),
    path("announcements/", AnnouncementList.as_view(), name="api-announcements"),
    path("violations/", ViolationList.as_view(), name="api-violations"),
    path("accesses/", AccessList.as_view(), name="api-accesses"),
]
