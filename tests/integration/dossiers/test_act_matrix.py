"""Every cell of act × state × role, read from the lifecycle table itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from agencies.domain.roles import Role
from agencies.selectors import Actor
from dossiers.domain.acts import Allowed, Place
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import NEW, DossierState, Row, rows
from dossiers.models import Dossier, DossierEvent
from dossiers.services import ACTS, do_act
from tests.factories import Office, act_facts, dossier_in, moment, opening_facts

AT = moment("2026-03-10 09:00")
TABLE = [row for row in rows(Dossier) if row.door]
STATES = [NEW, *DossierState.values]


def row_of(act: str, state: str) -> Row | None:
    return next((row for row in TABLE if row.act == act and row.source == state), None)


#: Where nobody of the small office sits as long as nothing is forwarded and nobody is asked.
ELSEWHERE = (Place.FORWARDED, Place.CONSULTED)


def is_allowed(row: Row, role: Role, facts: dict[str, object]) -> bool:
    return any(
        role in allowed.roles and allowed.place not in ELSEWHERE and _narrow(allowed, facts)
        for allowed in row.allowed
    )


def _narrow(allowed: Allowed, facts: dict[str, object]) -> bool:
    return allowed.when is None or facts.get(allowed.when[0]) == allowed.when[1]


def facts_of(office: Office, act: str, dossier: Dossier | None) -> dict[str, object]:
    facts = {} if act in ("submit", "receive") else act_facts(office, act)
    if dossier is None:
        return {**opening_facts(office), **facts}
    if act == "accept_supplement" and dossier.state == "supplement_requested":
        facts["items_received"] = dossier.supplements.get(answered_at=None).items
    if act == "tell_applicant" and (waiting := dossier.announcements.open().first()):
        facts["announcement"] = waiting.pk
    return facts


def expected(row: Row | None, role: Role, facts: dict[str, object], dossier: Dossier | None) -> str:
    """What the table itself says of a cell: `done` or the code of the refusal."""
    if row is None:
        return "wrong_state"
    if not is_allowed(row, role, facts):
        return "wrong_role"
    if dossier is not None:
        unmet = [condition.code for condition in row.conditions if not condition(dossier)]
        if unmet:
            return unmet[0]
    return "done"


def outcome(office: Office, act: str, role: Role, dossier: Dossier | None) -> str:
    try:
        do_act(
            act,
            actor=Actor(office.officer(role)),
            at=AT,
            facts=facts_of(office, act, dossier),
            dossier_id=dossier.pk if dossier else None,
        )
    except ActRefused as refusal:
        return refusal.code
    return "done"


@pytest.mark.parametrize("state", STATES, ids=lambda state: state or "new")
@pytest.mark.parametrize("act", list(ACTS))
def test_each_act_is_done_or_refused_as_the_table_says(
    office: Office, act: str, state: str
) -> None:
    dossier = dossier_in(office, state, at=AT) if state else None
    row = row_of(act, state)
    for role in Role:
        with taken_back():
            wanted = expected(row, role, facts_of(office, act, dossier), dossier)
            before = DossierEvent.objects.count()
            assert outcome(office, act, role, dossier) == wanted, (act, state, role)
            assert DossierEvent.objects.count() == before + (wanted == "done")
            if dossier is not None and wanted == "done":
                assert row is not None
                assert Dossier.objects.get(pk=dossier.pk).state in row.targets
            if dossier is not None and wanted != "done":
                assert Dossier.objects.get(pk=dossier.pk).version == dossier.version


@contextmanager
def taken_back() -> Iterator[None]:
    """What one role does must not meet the next one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_table_has_a_verb_for_every_act_with_a_door() -> None:
    assert {row.act for row in TABLE} == set(ACTS)


def test_every_state_can_be_reached_and_every_role_stands_in_the_table() -> None:
    reached = {target for row in TABLE for target in row.targets}
    assert reached == set(DossierState.values)
    acting = {role for row in TABLE for allowed in row.allowed for role in allowed.roles}
    assert acting == set(Role) - {Role.OVERSIGHT, Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("place", "role"),
    [(Place.RECEIVING, Role.COUNTER), (Place.HOLDING, Role.AGENCY_HEAD)],
)
def test_a_role_held_elsewhere_gives_no_right_here(
    office: Office, place: Place, role: Role
) -> None:
    act, state = ("transfer", "received") if place == Place.RECEIVING else ("settle", "processing")
    dossier = dossier_in(office, state, at=AT)
    officer = office.officer(role)
    officer.grants.update(agency=office.commune)
    with pytest.raises(ActRefused, match="wrong_role"):
        do_act(
            act, actor=Actor(officer), at=AT, facts=act_facts(office, act), dossier_id=dossier.pk
        )
