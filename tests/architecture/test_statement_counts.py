"""How many statements the daily acts by REST cost: counts only, so that they hold on any machine."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from agencies.domain.roles import Role
from dossiers.models import Dossier
from tests.factories import Office, act_facts, dossier_in, make_office, moment, perform_act
from tests.integration.api.caller import Caller

AT = moment("2026-03-10 09:00")
NOW = moment("2026-03-10 10:00")

#: Act, state it starts from, who does it, statements of the act itself beside BEGIN and COMMIT. Before
#: them stand two: who calls, with the roles of the day, and whether they see the dossier. An act reads
#: the calendar's edition, locks the dossier, asks for its past, writes dossier, event and texts; three
#: more where the applicant is told; the rest are its own rows.
BEFORE = 2
DAILY = [
    ("transfer", "received", Role.COUNTER, 11),
    ("hand_over", "processing", Role.SPECIALIST, 10),
    ("return_result", "settled", Role.COUNTER, 12),
    ("amend", "processing", Role.COUNTER, 8),
    ("request_payment", "received", Role.COUNTER, 9),
    ("confirm_payment", "payment_requested", Role.COUNTER, 10),
]


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return make_office()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block, without what begins and ends transactions."""
    found: list[str] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def statements_of(office: Office, act: str, dossier: Dossier, role: Role) -> list[str]:
    caller = Caller(office.officer(role))
    caller.get(f"dossiers/{dossier.code}/clock/")  # the calendar is built once in a process,
    caller.get(f"dossiers/{dossier.code}/")  # and names are read once a minute
    body = json.loads(json.dumps({"act": act, "facts": act_facts(office, act)}))
    with counted() as found:
        caller.post(f"dossiers/{dossier.code}/acts/", body, If_Match=f'"{dossier.version}"')
    assert caller.status == 200
    told, kept = caller.last.json(), caller.get(f"dossiers/{dossier.code}/")
    assert {name: kept[name] for name in told if name != "event"} == {
        name: value for name, value in told.items() if name != "event"
    }, "the answer is not read anew, and must be what is kept"
    return found


@pytest.mark.parametrize(("act", "state", "role", "most"), DAILY)
def test_a_daily_act_costs_a_known_number_of_statements(
    office: Office, act: str, state: str, role: Role, most: int
) -> None:
    found = statements_of(office, act, dossier_in(office, state, at=AT), role)
    shapes = [sql.strip()[:90] for sql in found]
    assert "FOR UPDATE" in found[BEFORE + 1], shapes
    assert len(found) == BEFORE + most, shapes


def test_a_long_history_costs_no_statement_more(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    for number in range(8):
        changes = {"phone": f"090000001{number}"}
        dossier = perform_act(office, "amend", at=AT, dossier=dossier, changes=changes)
    assert len(statements_of(office, "transfer", dossier, Role.COUNTER)) == BEFORE + DAILY[0][3]
