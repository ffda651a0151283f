"""Addresses of the figures and of lists that go out as files."""

from django.urls import URLPattern, path

from reports.api.batches import (
    BatchCancelled,
    BatchDetail,
    BatchFile,
    BatchList,
    BatchReport,
)
from reports.api.dashboard import Dashboard, Satisfaction
from reports.api.exports import Exports
from reports.api.jobs import Jobs
from reports.api.settlement import Settlement
from reports.selectors.jobs import Watched


def report_urls(watched: Watched) -> list[URLPattern]:
    """The doors, with the periodic jobs whose heartbeat is told."""
    return [
        path("reports/dashboard/", Dashboard.as_view(), name="api-dashboard"),
        path("reports/satisfaction/", Satisfaction.as_view(), name="api-satisfaction"),
        path("reports/settlement/", Settlement.as_view(), name="api-settlement"),
        path("reports/jobs/", Jobs.as_view(watched=watched), name="api-jobs"),
        path("exports/", Exports.as_view(), name="api-exports"),
        path("batches/", BatchList.as_view(), name="api-batches"),
        path("batches/<uuid:ref>/", BatchDetail.as_view(), name="api-batch"),
        path("batches/<uuid:ref>/file/", BatchFile.as_view(), name="api-batch-file"),
        path("batches/<uuid:ref>/rows/", BatchReport.as_view(), name="api-batch-rows"),
        path("batches/<uuid:ref>/cancel/", BatchCancelled.as_view(), name="api-cancel-batch"),
    ]
