"""No list of the admin counts its rows to the end: with ten million of them that alone would take seconds."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from agencies.domain.roles import Role
from batches.admin.pagination import CappedPaginator
from tests.factories import Office, make_office

_COUNTS = re.compile(r"SELECT COUNT\(")
#: Tables of these grow with the dossiers; officers, agencies and procedures are some thousands.
_GROWING = re.compile(r'FROM "(batches|dossiers|notifications)_')
#: Pages of their own in place of Django's list.
_WITHOUT_LIST = {"dossiers.Outage", "dossiers.FeeLine", "dossiers.RegisterYear"}
LISTS = [each for each in admin.site._registry.values() if each.opts.label not in _WITHOUT_LIST]
ROLES = (Role.COUNTER, Role.AGENCY_HEAD, Role.CENTRE_HEAD, Role.OVERSIGHT, Role.ADMINISTRATOR)


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.mark.parametrize("listed", LISTS, ids=lambda each: each.opts.label)
def test_a_list_pages_by_a_capped_count(listed: admin.ModelAdmin) -> None:
    assert issubclass(listed.paginator, CappedPaginator)
    assert not listed.show_full_result_count
    assert listed.show_facets is admin.ShowFacets.NEVER


@pytest.mark.parametrize("role", ROLES)
def test_no_first_page_of_a_list_counts_without_a_limit(office: Office, role: Role) -> None:
    desk = Client()
    desk.force_login(office.officer(role), backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = [desk.get(address).status_code for address in _addresses()]
    assert shown.count(200) > 5
    counts = [each["sql"] for each in asked if _COUNTS.match(each["sql"])]
    endless = [sql for sql in counts if _GROWING.search(sql) and "LIMIT" not in sql]
    assert not endless, "\n".join(endless)


def _addresses() -> list[str]:
    found = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        try:
            found.append(reverse(f"admin:{name}_changelist"))
        except NoReverseMatch:
            continue
    return found
