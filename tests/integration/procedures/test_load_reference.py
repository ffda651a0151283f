"""`load_reference`: the shipped agencies, calendar and catalogue, safe to repeat."""

from datetime import date

import pytest

from agencies.models import Agency, AgencyKind
from procedures.domain.channels import Channel
from procedures.models import (
    CalendarEdition,
    ChannelLimit,
    OfficeHours,
    Procedure,
    ProcedureVersion,
)
from procedures.selectors import cases_of, limits_for, version_in_force
from tests.integration.procedures.files import run

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 24)


def counts() -> tuple[int, ...]:
    models = (Agency, CalendarEdition, OfficeHours, Procedure, ProcedureVersion, ChannelLimit)
    return tuple(model.objects.count() for model in models)


def test_a_repeat_adds_nothing():
    run("load_reference")
    before = counts()
    run("load_reference")
    assert counts() == before


def test_what_the_province_has_edited_is_not_overwritten():
    run("load_reference")
    Agency.objects.filter(code="H41.03").update(name="Sở Tư pháp tỉnh")
    ProcedureVersion.objects.filter(procedure__code="2.000908").update(name="Tên sửa tay")
    run("load_reference")
    assert Agency.objects.get(code="H41.03").name == "Sở Tư pháp tỉnh"
    assert ProcedureVersion.objects.filter(name="Tên sửa tay").exists()


def test_today_the_province_has_130_communes_and_no_district():
    run("load_reference")
    today = Agency.objects.existing_on(DAY)
    communes = today.filter(kind=AgencyKind.COMMUNE)
    assert communes.count() == 130
    assert communes.one_stop().count() == 130
    assert communes.values("statistical_code").distinct().count() == 130
    assert not today.filter(kind=AgencyKind.DISTRICT).exists()
    assert (
        Agency.objects.existing_on(date(2025, 6, 30)).filter(kind=AgencyKind.DISTRICT).count() == 20
    )


def test_only_the_provinces_own_code_is_official():
    run("load_reference")
    assert list(Agency.objects.filter(demo_code=False).values_list("code", flat=True)) == ["H41"]
    centre = Agency.objects.get(kind=AgencyKind.CENTRE)
    assert (centre.code, centre.is_one_stop) == ("H41.01.02", True)


def test_the_catalogue_covers_every_unit_and_case():
    run("load_reference")
    versions = ProcedureVersion.objects.in_force(DAY)
    assert versions.count() >= 24
    assert Procedure.objects.values("sector").distinct().count() >= 10
    assert set(ChannelLimit.objects.values_list("unit", flat=True)) == {
        "",
        "working_day",
        "calendar_day",
        "working_hour",
        "month",
    }
    assert versions.filter(limits__isnull=True).exists()
    assert versions.filter(settled_at_counter=True).exists()
    assert versions.get(sensitive=True).procedure.code == "3.000333"


def test_limits_may_differ_by_channel_and_offer_a_choice():
    run("load_reference")
    by_channel = version_in_force("1.013225", on=DAY)
    limits = [row.value for channel in Channel for row in limits_for(by_channel, channel)]
    assert limits == [15, 20, 20]
    assert len(cases_of(by_channel)) == 3
    with_choice = version_in_force("1.012538", on=DAY)
    assert [row.value for row in limits_for(with_choice, Channel.ONLINE)] == [2, 3, 5]


def test_steps_name_units_that_exist():
    run("load_reference")
    version = version_in_force("1.004122", on=DAY)
    steps = version.steps.select_related("unit").order_by("position")
    assert [step.unit.code for step in steps] == [
        "H41.01.02",
        "H41.06.02",
        "H41.06.02",
        "H41.06",
        "H41.01.02",
    ]
    assert version.settling_agency.code == "H41.06"
