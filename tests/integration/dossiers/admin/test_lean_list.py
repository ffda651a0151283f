"""What the list makes otherwise than Django and the theme make it, held against what they would make."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import admin_list_filter
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from unfold.contrib.filters.admin import AutocompleteSelectFilter, DropdownFilter
from unfold.sites import UnfoldAdminSite

from agencies.domain.roles import Role
from config.desk_site import DeskSite
from dossiers.admin.cells import dossier_address
from dossiers.admin.dossiers import DossierAdmin
from dossiers.admin.figures import FigureFilter
from dossiers.admin.filters import ProcedureFilter
from tests.factories import Office, dossier_in, moment
from tests.integration.dossiers.admin.conftest import LIST, Desk

AT = moment("2026-03-10 09:00")
#: Attributes in any order, elements and texts; not the room between them.
_PARTS = re.compile(r'[^\s<>]+="[^"]*"|(?<= )selected\b|</?\w+|>\s*[^<\s][^<]*')
_TITLE = re.compile(r"<h2[^>]*>([^<]*)</h2>")
_LINE = re.compile(r'<a href="([^"]*)" class="([^"]*)">.*?<span>([^<]*)</span>\s*</a>', re.DOTALL)
_ROWS = re.compile(r'FROM "dossiers_dossier"')


@pytest.mark.parametrize("key", ["H41.03-260310-0001", "Mã cũ 7&8", "a;b+c"])
def test_the_address_is_that_of_the_route(key: str) -> None:
    assert dossier_address(key) == reverse("admin:dossiers_dossier_change", args=[key])


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"work": "overdue", "state": "received", "officer": "-", "channel": "online"},
        {"work": "submissions", "state": "lost", "officer": "nobody"},
    ],
)
@pytest.mark.parametrize("procedure", [None, "known", "unknown"])
def test_a_filter_is_the_themes(
    office: Office, desk, asked: dict[str, str], procedure: str | None
) -> None:
    keys = {"known": office.procedure.pk, "unknown": 999_999}
    chosen = {"procedure__id__exact": keys[procedure]} if procedure else {}
    shown = desk(Role.AGENCY_HEAD).get(LIST, asked | chosen).context["cl"]
    filters = [each for each in shown.filter_specs if not isinstance(each, FigureFilter)]
    assert len(filters) == 5
    for each in filters:
        theme = AutocompleteSelectFilter if isinstance(each, ProcedureFilter) else DropdownFilter
        template = get_template(theme.template)
        theirs = template.render({"choices": list(theme.choices(each, shown)), "spec": each})
        texts = [" ".join(text.split()) for text in (admin_list_filter(shown, each), theirs)]
        parts = [sorted(map(str.strip, _PARTS.findall(text))) for text in texts]
        assert parts[0] == parts[1], each.title


@pytest.mark.parametrize(
    "role", [Role.COUNTER, Role.AGENCY_HEAD, Role.OVERSIGHT, Role.ADMINISTRATOR]
)
@pytest.mark.parametrize("address", ["/admin/", "/admin/notifications/apologyletter/"])
def test_the_sidebar_is_the_themes(office: Office, role: Role, address: str) -> None:
    request = Desk(office.officer(role)).get(address).wsgi_request
    ours = DeskSite().get_sidebar_list(request)
    theirs = [
        (group, [item for item in group["items"] if item["has_permission"]])
        for group in UnfoldAdminSite().get_sidebar_list(request)
    ]
    assert isinstance(admin.site, DeskSite)
    assert _TITLE.findall(ours) == [str(group["title"]) for group, items in theirs if items]
    assert [
        (title, link, "active" in classes.split()) for link, classes, title in _LINE.findall(ours)
    ] == [
        (str(item["title"]), str(item["link"]), item["active"])
        for _group, items in theirs
        for item in items
    ]


@pytest.mark.parametrize(("language", "title"), [("vi", "Hồ sơ"), ("en", "Dossiers")])
def test_the_sidebar_speaks_the_officers_language(
    office: Office, counter: Desk, language: str, title: str
) -> None:
    counter.get("/admin/", headers={"accept-language": "vi" if language == "en" else "en"})
    page = counter.get("/admin/", headers={"accept-language": language})
    shown = page.context["sidebar_navigation"]
    assert _TITLE.findall(shown)[0] == title
    assert shown in page.content.decode()


def test_each_page_holds_its_own_rows_and_asks_for_them_twice_at_most(
    office: Office, counter: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DossierAdmin, "list_per_page", 2)
    dossiers = [dossier_in(office, "received", at=AT) for _each in range(3)]
    shown = []
    for page in (1, 2):
        with CaptureQueriesContext(connection) as asked:
            listed = counter.get(f"{LIST}?p={page}").context["cl"]
        shown += [dossier.pk for dossier in listed.result_list]
        reads = [sql["sql"] for sql in asked if _ROWS.search(sql["sql"].split("WHERE")[0])]
        assert len(reads) == 2, "the keys, then the rows of the page"
    assert shown == sorted(dossier.pk for dossier in dossiers)
    assert counter.get(f"{LIST}?p=3").status_code == 302


def test_a_single_page_is_read_as_every_other(office: Office, counter: Desk) -> None:
    assert counter.get(LIST).context["cl"].result_list == []
    dossier = dossier_in(office, "received", at=AT)
    assert counter.get(LIST).context["cl"].result_list == [dossier]
