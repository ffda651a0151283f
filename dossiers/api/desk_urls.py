"""Addresses of the rest of the desk: what officers do beside the acts on one dossier."""

from django.urls import include, path

from agencies.api import addresses as addresses
from dossiers.api.announcements import AnnouncementDetail
from dossiers.api.colleagues import ColleagueDesk, ColleagueList, DeskHandOver
from dossiers.api.delegations import (
    Delegable,
    DelegationDetail,
    DelegationEnd,
    DelegationList,
)
from dossiers.api.feedback import FeedbackAnswer, FeedbackDetail, FeedbackList
from dossiers.api.fees import DaySheet, DaySheetPdf, DossierFees
from dossiers.api.finding import Find
from dossiers.api.issued import PaperPdf, Papers
from dossiers.api.known_applicants import KnownApplicants
from dossiers.api.outages import (
    OutageDetail,
    OutageList,
    OutageReceptions,
    OutageWithdrawal,
)
from dossiers.api.previews import ReceptionPreview
from dossiers.api.registers import (
    RegisterClosing,
    RegisterEntries,
    RegisterPdf,
    Registers,
    RegisterUnits,
)
from dossiers.api.worklists import Worklists

_registers = [
    path("", RegisterUnits.as_view(), name="api-register-units"),
    path("<key:unit>/", Registers.as_view(), name="api-registers"),
    path("<key:unit>/<year:year>/entries/", RegisterEntries.as_view(), name="api-register-entries"),
    path("<key:unit>/<year:year>/close/", RegisterClosing.as_view(), name="api-close-register"),
    path("<key:unit>/<year:year>/register.pdf", RegisterPdf.as_view(), name="api-register-pdf"),
]
_outages = [
    path("", OutageList.as_view(), name="api-outages"),
    path("<int:outage_id>/", OutageDetail.as_view(), name="api-outage"),
    path("<int:outage_id>/receptions/", OutageReceptions.as_view(), name="api-paper-receptions"),
    path("<int:outage_id>/withdraw/", OutageWithdrawal.as_view(), name="api-withdraw-outage"),
]
_delegations = [
    path("", DelegationList.as_view(), name="api-delegations"),
    path("choices/", Delegable.as_view(), name="api-delegable"),
    path("<int:delegation_id>/", DelegationDetail.as_view(), name="api-delegation"),
    path("<int:delegation_id>/end/", DelegationEnd.as_view(), name="api-end-delegation"),
]
_colleagues = [
    path("", ColleagueList.as_view(), name="api-colleagues"),
    path("<user:username>/", ColleagueDesk.as_view(), name="api-colleague"),
    path("<user:username>/hand-over/", DeskHandOver.as_view(), name="api-hand-desk-over"),
]

urlpatterns = [
    path("worklists/", Worklists.as_view(), name="api-worklists"),
    path("dossiers/find/", Find.as_view(), name="api-find"),
    path("dossiers/<key:key>/fees/", DossierFees.as_view(), name="api-fees"),
    path("dossiers/<key:key>/papers/", Papers.as_view(), name="api-papers"),
    path("dossiers/<key:key>/papers/<int:paper>.pdf", PaperPdf.as_view(), name="api-paper"),
    path("known-applicants/", KnownApplicants.as_view(), name="api-known-applicants"),
    path("receptions/preview/", ReceptionPreview.as_view(), name="api-reception-preview"),
    path(
        "announcements/<int:announcement_id>/",
        AnnouncementDetail.as_view(),
        name="api-announcement",
    ),
    path("feedback/", FeedbackList.as_view(), name="api-feedback-list"),
    path("feedback/<uuid:ref>/", FeedbackDetail.as_view(), name="api-feedback"),
    path("feedback/<uuid:ref>/answer/", FeedbackAnswer.as_view(), name="api-answer-feedback"),
    path("fees/", DaySheet.as_view(), name="api-day-sheet"),
    path("fees/sheet.pdf", DaySheetPdf.as_view(), name="api-day-sheet-pdf"),
    path("registers/", include(_registers)),
    path("outages/", include(_outages)),
    path("delegations/", include(_delegations)),
    path("colleagues/", include(_colleagues)),
]
