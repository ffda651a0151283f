"""What is asked more quickly is seen by the same people."""

import pytest
from django.utils import timezone

from agencies.domain.roles import Role
from agencies.models import Agency
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier
from dossiers.selectors import visible_to
from dossiers.selectors.finding import dossier_for
from dossiers.selectors.visibility import visible_of_agencies, visible_of_agency
from tests.factories import Office, dossier_in, make_office, moment

AT = moment("2026-03-10 09:00")

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    made = make_office()
    for state in ("submitted", "received", "processing", "settled"):
        dossier_in(made, state, at=AT)
    foreign = dossier_in(made, "processing", at=AT)
    Dossier.objects.filter(pk=foreign.pk).update(agency=made.commune, unit=made.commune)
    return made


@pytest.mark.parametrize("role", Role)
def test_of_some_agencies_is_seen_what_is_seen_of_all(office: Office, role: Role) -> None:
    officer, at = office.officer(role), timezone.now()
    seen = visible_to(officer, at=at)
    codes = [agency.code for agency in Agency.objects.all()]
    asked = [[code] for code in codes] + [codes, [office.department.code] * 2, ["H99"]]
    for some in asked:
        expected = set(seen.filter(agency__code__in=some))
        assert set(visible_of_agencies(some, officer, at=at)) == expected, some
    for agency in Agency.objects.all():
        expected = set(seen.filter(agency=agency))
        assert set(visible_of_agency(agency, officer, at=at)) == expected, agency


@pytest.mark.parametrize("role", Role)
def test_one_dossier_is_found_by_whoever_sees_it(office: Office, role: Role) -> None:
    officer, at = office.officer(role), timezone.now()
    seen = set(visible_to(officer, at=at))
    for dossier in Dossier.objects.all():
        for key in filter(None, (dossier.code, str(dossier.ref))):
            found = dossier_for(officer, key, at=at)
            assert (found == dossier) if dossier in seen else (found is None), key
    assert DossierState.PROCESSING in {dossier.state for dossier in Dossier.objects.all()}
