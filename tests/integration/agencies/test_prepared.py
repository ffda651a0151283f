"""Prepared questions answer as the ORM does, whatever they are asked with."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import NotSupportedError, connection, transaction
from django.db.models import Q

from agencies.models import Agency, Officer, RoleGrant
from agencies.selectors.prepared import (
    Keys,
    Parameter,
    Prepared,
    PreparedRows,
    columns_of,
    planned_cursor,
)
from agencies.selectors.remembered import named
from tests.factories import Office, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def test_one_statement_answers_for_each_value(office: Office) -> None:
    asked = Prepared(
        lambda: Agency.objects.filter(code=Parameter("code")).values_list("pk", "name")
    )
    for agency in (office.centre, office.department, office.centre):
        assert asked(code=agency.code) == [(agency.pk, agency.name)]
    assert asked(code="H99") == []
    assert asked(code="'; DROP TABLE agencies_agency; --") == []


def test_what_is_asked_often_keeps_its_plan_with_the_connection(office: Office) -> None:
    asked = Prepared(lambda: Agency.objects.filter(code=Parameter("kept_plan")).values_list("name"))
    kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%agencies_agency%%name%%code%%'"
    with connection.cursor() as cursor:
        before = cursor.execute(kept).fetchone()[0]
        for _ in range(connection.connection.prepare_threshold + 1):
            assert asked(kept_plan=office.centre.code) == [(office.centre.name,)]
        assert cursor.execute(kept).fetchone()[0] == before + 1


@pytest.fixture
def shelf(transactional_db: None) -> Iterator[Callable[[], str]]:
    """Asks a table of which a plan is kept, after a migration has allowed longer texts in it."""

    def ask() -> str:
        with planned_cursor() as cursor:
            return str(cursor.execute("SELECT name FROM shelf").fetchone()[0])

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shelf (name varchar(10))")
        cursor.execute("INSERT INTO shelf VALUES ('Một cửa')")
        for _ in range(connection.connection.prepare_threshold + 2):
            ask()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_do_elsewhere, "ALTER TABLE shelf ALTER name TYPE varchar(20)").result()
        yield ask
        cursor.execute("DROP TABLE shelf")


def _do_elsewhere(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def test_a_plan_that_a_migration_has_made_stale_is_made_anew(shelf: Callable[[], str]) -> None:
    assert shelf() == "Một cửa"


def test_in_a_transaction_a_stale_plan_ends_it_and_is_gone_with_it(
    shelf: Callable[[], str],
) -> None:
    with pytest.raises(NotSupportedError, match="cached plan"), transaction.atomic():
        shelf()
    with transaction.atomic():
        assert shelf() == "Một cửa"


def test_objects_come_with_what_is_selected_beside(office: Office) -> None:
    asked = PreparedRows(
        lambda: (
            RoleGrant.objects.filter(officer=Parameter("officer"))
            .select_related("officer", "agency__parent")
            .order_by("pk")
        )
    )
    for officer in (office.specialist, office.agency_head):
        expected = list(RoleGrant.objects.filter(officer=officer).order_by("pk"))
        names = [grant.agency.name for grant in expected]
        found = asked(officer=officer.pk)
        assert found == expected
        with connection.execute_wrapper(_refuse):
            assert [(g.officer, g.agency.name) for g in found] == [
                (officer, name) for name in names
            ]
            assert all(g.agency.parent is None or g.agency.parent.name for g in found)
    assert asked.first(officer=0) is None


def test_a_missing_row_behind_a_relation_is_none(office: Office) -> None:
    asked = PreparedRows(
        lambda: Agency.objects.filter(pk=Parameter("agency")).select_related("parent")
    )
    Agency.objects.filter(pk=office.centre.pk).update(parent=None)
    assert asked.first(agency=office.centre.pk).parent is None


def test_columns_behind_a_relation_are_read_as_their_fields_read_them(office: Office) -> None:
    names = columns_of(Officer, "officer")
    asked = Prepared(
        lambda: RoleGrant.objects.filter(officer=Parameter("officer")).values_list(*names)
    )
    (row,) = asked(officer=office.specialist.pk)[:1]
    officer = Officer.from_db("default", columns_of(Officer), row)
    assert officer == office.specialist
    assert vars(officer).keys() >= {"username", "full_name", "is_active"}
    assert officer.date_joined == office.specialist.date_joined


def test_any_takes_as_many_keys_as_are_given(office: Office) -> None:
    asked = Prepared(
        lambda: (
            Agency.objects.filter(Q(pk__any=Parameter("keys")) | Q(parent__any=Parameter("keys")))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    )
    for keys in ([], [office.department.pk], [office.department.pk, office.commune.pk]):
        expected = Agency.objects.filter(Q(pk__in=keys) | Q(parent__in=keys)).order_by("pk")
        assert [row[0] for row in asked(keys=keys)] == [agency.pk for agency in expected]
        assert set(Agency.objects.filter(pk__any=keys)) == set(Agency.objects.filter(pk__in=keys))


def test_keys_are_asked_for_within_the_statement(office: Office) -> None:
    asked = Prepared(
        lambda: (
            Agency.objects.filter(pk__in=Keys("page"), valid_from__lte=Parameter("on"))
            .order_by("-pk")
            .values_list("pk", flat=True)
        )
    )
    units = Agency.objects.filter(name__contains="%", kind="unit").values("pk")
    assert asked(page=units, on="2026-01-01") == []
    units = Agency.objects.filter(parent=office.department).order_by("pk").values("pk")[:1]
    with connection.execute_wrapper(_Once()):
        assert asked(page=units, on="2026-01-01") == [(units[0]["pk"],)]
    with connection.execute_wrapper(_refuse):
        assert asked(page=Agency.objects.none().values("pk"), on="2026-01-01") == []
        assert PreparedRows(lambda: Agency.objects.filter(pk__in=[]))() == []


@pytest.mark.django_db(transaction=True)
def test_threads_share_a_statement(office: Office) -> None:
    asked = PreparedRows(lambda: Agency.objects.filter(pk=Parameter("agency")))
    agencies = [office.centre, office.department, office.commune] * 8

    def ask(agency: Agency) -> bool:
        try:
            return bool(asked.first(agency=agency.pk).code == agency.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert all(threads.map(ask, agencies))


def test_a_name_is_read_once_and_what_is_new_is_read_at_once(office: Office) -> None:
    keys = {office.centre.pk, office.department.pk}
    told = named(Agency, keys, ("code", "name"))
    assert told[office.centre.pk] == {"code": office.centre.code, "name": office.centre.name}
    with connection.execute_wrapper(_refuse):
        assert named(Agency, keys, ("code", "name")) == told
        assert named(Agency, set(), ("code", "name")) == {}
    assert named(Agency, {*keys, office.commune.pk}, ("code", "name")).keys() == {
        *keys,
        office.commune.pk,
    }
    assert named(Agency, {0}, ("code", "name")) == {}


def _refuse(execute: object, sql: str, *rest: object) -> None:
    raise AssertionError(sql)


class _Once:
    """One statement passes and no more, but for the one that the assertion itself asks."""

    def __init__(self) -> None:
        self.left = 2

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        self.left -= 1
        assert self.left >= 0, sql
        return execute(sql, params, many, context)
