"""Addresses of delay notices, letters and reminders."""

from django.urls import path

from notifications.api.letters import (
    LetterDetail,
    LetterGivenUp,
    LetterIssue,
    LetterList,
    LetterPdf,
    LetterPreparation,
    LetterSignature,
    SignedLetter,
)
from notifications.api.notices import NoticeAnswer, NoticeList
from notifications.api.reminders import (
    ReminderDetail,
    ReminderIssue,
    ReminderList,
    ReminderPdf,
)
from notifications.api.reports import OverdueWithoutApology
from notifications.api.webhooks import Deliveries, OwnWebhook, Replay, WebhookSecret

urlpatterns = [
    path("delay-notices/", NoticeList.as_view(), name="api-delay-notices"),
    path("delay-notices/<int:notice_id>/answer/", NoticeAnswer.as_view(), name="api-answer"),
    path("apologies/", LetterList.as_view(), name="api-apologies"),
    path("apologies/<uuid:ref>/", LetterDetail.as_view(), name="api-apology"),
    path("apologies/<uuid:ref>/prepare/", LetterPreparation.as_view(), name="api-prepare"),
    path("apologies/<uuid:ref>/issue/", LetterIssue.as_view(), name="api-issue"),
    path("apologies/<uuid:ref>/signature/", LetterSignature.as_view(), name="api-sign"),
    path("apologies/<uuid:ref>/signed.pdf", SignedLetter.as_view(), name="api-signed"),
    path("apologies/<uuid:ref>/give-up/", LetterGivenUp.as_view(), name="api-give-up"),
    path("apologies/<uuid:ref>/letter.pdf", LetterPdf.as_view(), name="api-letter"),
    path(
        "reports/overdue-without-apology/",
        OverdueWithoutApology.as_view(),
        name="api-overdue-without-apology",
    ),
    path("webhook/", OwnWebhook.as_view(), name="api-webhook"),
    path("webhook/secret/", WebhookSecret.as_view(), name="api-webhook-secret"),
    path("webhook/deliveries/", Deliveries.as_view(), name="api-webhook-deliveries"),
    path("webhook/replay/", Replay.as_view(), name="api-webhook-replay"),
    path("reminders/", ReminderList.as_view(), name="api-reminders"),
    path("reminders/<uuid:ref>/", ReminderDetail.as_view(), name="api-reminder"),
    path("reminders/<uuid:ref>/issue/", ReminderIssue.as_view(), name="api-issue-reminder"),
    path("reminders/<uuid:ref>/reminder.pdf", ReminderPdf.as_view(), name="api-reminder-pdf"),
]
