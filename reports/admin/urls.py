"""Addresses of the reports at the desk, under the admin."""

from functools import partial

from django.contrib import admin
from django.urls import URLPattern, path

from reports.admin import dashboard, settlement
from reports.selectors.jobs import Watched


def report_urls(watched: Watched) -> tuple[list[URLPattern], str]:
    """The pages, with the periodic jobs whose heartbeat the dashboard shows; and their name space."""
    view = admin.site.admin_view
    return [
        path("", view(partial(dashboard.show, watched=watched)), name="dashboard"),
        path("settlement/", view(settlement.show), name="settlement"),
    ], "reports"
