"""Addresses of delay notices, letters and reminders, of what was sent, and of planned downtimes."""

from django.urls import path

from notifications.api.downtimes import (
    DowntimeCalledOff,
    DowntimeDetail,
    DowntimeList,
)
from notifications.api.flags import FlagDetail, FlagList
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
from notifications.api.messages import (
    LetterNotices,
    LetterNoticesAgain,
    MessageList,
    MessagesAgain,
)
from notifications.api.notices import NoticeAnswer, NoticeDetail, NoticeList
from notifications.api.reminders import (
    ReminderDetail,
    ReminderIssue,
    ReminderList,
    ReminderPdf,
)
from notifications.api.reports import OverdueWithoutApology
from notifications.api.sweeps import SweepList
from notifications.api.webhooks import Deliveries, OwnWebhook, Replay, WebhookSecret

urlpatterns = [
    path("delay-notices/", NoticeList.as_view(), name="api-delay-notices"),
    path("delay-notices/<int:notice_id>/", NoticeDetail.as_view(), name="api-delay-notice"),
    path("delay-notices/<int:notice_id>/answer/", NoticeAnswer.as_view(), name="api-answer"),
    path("apologies/", LetterList.as_view(), name="api-apologies"),
    path("apologies/<uuid:ref>/", LetterDetail.as_view(), name="api-apology"),
    path("apologies/<uuid:ref>/prepare/", LetterPreparation.as_view(), name="api-prepare"),
    path("apologies/<uuid:ref>/issue/", LetterIssue.as_view(), name="api-issue"),
    path("apologies/<uuid:ref>/signature/", LetterSignature.as_view(), name="api-sign"),
    path("apologies/<uuid:ref>/signed.pdf", SignedLetter.as_view(), name="api-signed"),
    path("apologies/<uuid:ref>/give-up/", LetterGivenUp.as_view(), name="api-give-up"),
    path("apologies/<uuid:ref>/letter.pdf", LetterPdf.as_view(), name="api-letter"),
    path("apologies/<uuid:ref>/notices/", LetterNotices.as_view(), name="api-letter-notices"),
    path(
        "apologies/<uuid:ref>/send-again/",
        LetterNoticesAgain.as_view(),
        name="api-resend-letter-notices",
    ),
    path("overdue-flags/", FlagList.as_view(), name="api-flags"),
    path("overdue-flags/<int:flag_id>/", FlagDetail.as_view(), name="api-flag"),
    path("messages/", MessageList.as_view(), name="api-messages"),
    path("messages/send-again/", MessagesAgain.as_view(), name="api-resend"),
    path("sweeps/", SweepList.as_view(), name="api-sweeps"),
    path("downtimes/", DowntimeList.as_view(), name="api-downtimes"),
    path("downtimes/<int:downtime_id>/", DowntimeDetail.as_view(), name="api-downtime"),
    path(
        "downtimes/<int:downtime_id>/call-off/",
        DowntimeCalledOff.as_view(),
        name="api-call-off-downtime",
    ),
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
