"""Prepared questions answer as the ORM does, whatever they are asked with."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Q

from agencies.models import Agency, Officer, RoleGrant
from agencies.selectors.prepared import Keys, Parameter, Prepared, PreparedRows, columns_of
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
