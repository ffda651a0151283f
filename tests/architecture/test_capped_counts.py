"""No list counts its rows to the end: with ten million of them that alone would take seconds."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from agencies.domain.roles import Role
from batches.admin.pagination import CappedPaginator
from dossiers.admin import bulk, colleagues
from tests.architecture.test_house_rules import sources
from tests.factories import Office, dossier_in, make_office, moment, perform_act
from tests.integration.api.caller import Caller

_COUNTS = re.compile(r"SELECT COUNT\(")
#: What is counted is cut off; who may see a row is asked with a limit of its own.
_CAPPED = re.compile(r"LIMIT \d+( OFFSET \d+)?\) subquery$")
#: Tables of these grow with the dossiers; officers, agencies and procedures are some thousands.
_GROWING = re.compile(r'FROM "(batches|dossiers|notifications)_')
#: Pages of their own in place of Django's list.
_WITHOUT_LIST = {"dossiers.Outage", "dossiers.FeeLine", "dossiers.RegisterYear"}
LISTS = [each for each in admin.site._registry.values() if each.opts.label not in _WITHOUT_LIST]
ROLES = (Role.COUNTER, Role.AGENCY_HEAD, Role.CENTRE_HEAD, Role.OVERSIGHT, Role.ADMINISTRATOR)


#: Where rows are counted to the last one, and what keeps them few.
COUNTED_TO_THE_END = {
    "config/dashboard.py": "access tokens about to end",
    "config/metrics/gauges.py": "access tokens about to end",
    "dossiers/admin/register.py": "one unit's entries of one year, which its head confirms",
    "dossiers/services/register.py": "one unit's entries of one year, before they are read",
    "dossiers/services/day_sheet.py": "one unit's fees of one day",
    "dossiers/services/erasing.py": "told to whoever asks by hand what would be erased",
    "notifications/admin/reminders.py": "the lines of one paper",
    "reports/selectors/duties.py": "figures, told exactly; of what is open or of thirty days",
}


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def endless_counts(tree: ast.Module) -> Iterator[int]:
    """Lines that count rows which no slice has cut off."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("count", "acount")
            and not node.args
            and not isinstance(node.func.value, ast.Subscript)
        ):
            yield node.lineno


def test_only_what_stays_few_is_counted_to_the_end() -> None:
    assert {name for name, tree in sources() for _ in endless_counts(tree)} == set(
        COUNTED_TO_THE_END
    )


def test_the_guard_sees_what_it_is_meant_to_see() -> None:
    written = "rows.count()\nrows.filter(a=1).count()\nrows[:9].count()\n'a'.count('b')\n"
    assert list(endless_counts(ast.parse(written))) == [1, 2]


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
    endless = [sql for sql in counts if _GROWING.search(sql) and not _CAPPED.search(sql)]
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


def test_what_one_act_does_not_take_is_counted_to_the_cap(office: Office) -> None:
    head = office.officer(Role.UNIT_HEAD)
    for _each in range(2):
        at = moment("2026-03-10 09:00")
        dossier = dossier_in(office, "processing", at=at)
        facts = {"to_unit": office.unit.code, "to_officer": head.username}
        perform_act(office, "hand_over", at=at, dossier=dossier, **facts)
    desk = Client()
    desk.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    pages = [f"{reverse('admin:dossiers_dossier_colleague')}?officer={head.username}"]
    listed = reverse("admin:dossiers_dossier_changelist")
    with CaptureQueriesContext(connection) as asked, pytest.MonkeyPatch.context() as patch:
        patch.setattr(colleagues, "MOST", 1)
        patch.setattr(bulk, "MOST", 1)
        shown = [desk.get(page) for page in pages]
        chosen = {"action": "hand_over_selected", "select_across": 1, "_selected_action": [0]}
        shown.append(desk.post(listed, chosen))
        told = Caller(head).get(f"colleagues/{head.username}/")
    assert [page.context["left"] for page in shown] == ["1", 1]
    assert told["left"] == 0
    counts = [each["sql"] for each in asked if "COUNT(" in each["sql"]]
    endless = [sql for sql in counts if _GROWING.search(sql) and not _CAPPED.search(sql)]
    assert len([sql for sql in counts if 'FROM "notifications_' in sql]) >= 3, "what hangs on them"
    assert not endless, "\n".join(endless)
