"""Real connections acting at once: one winner and one clear refusal, and codes without gap or double."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, IssuedForm
from dossiers.services import do_act
from tests.factories import Office, act_facts, dossier_in, make_office, moment, opening_facts

AT = moment("2026-03-10 09:00")


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


def together(tasks: list[Callable[[], str]]) -> list[str]:
    """Run the tasks at the same moment, each on a connection of its own."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], str]) -> str:
        barrier.wait()
        try:
            return task()
        except ActRefused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def act(office: Office, name: str, dossier: Dossier, **call: object) -> Callable[[], str]:
    performer = office.agency_head if name == "settle" else office.counter

    def task() -> str:
        do_act(
            name,
            actor=Actor(performer),
            at=AT,
            facts=act_facts(office, name),
            dossier_id=dossier.pk,
            **call,
        )
        return "done"

    return task


def test_two_officers_transferring_one_dossier_yield_one_winner_and_one_refusal(
    office: Office,
) -> None:
    for _ in range(5):
        dossier = dossier_in(office, "received", at=AT)
        outcomes = together([act(office, "transfer", dossier), act(office, "transfer", dossier)])
        assert sorted(outcomes) == ["done", "wrong_state"]
        assert dossier.events.filter(act="transfer").count() == 1
        assert dossier.handovers.count() == 1


def test_a_correction_and_a_withdrawal_at_once_both_stand_in_order_or_the_later_is_refused(
    office: Office,
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    outcomes = together([act(office, "amend", dossier), act(office, "withdraw", dossier)])
    assert outcomes[1] == "done"
    assert outcomes[0] in {"done", "wrong_state"}
    sequences = list(dossier.events.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))


def test_acting_on_a_page_read_before_someone_else_acted_is_refused_as_stale(
    office: Office,
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    read = dossier.version
    outcomes = together([act(office, "amend", dossier, expected_version=read) for _ in range(2)])
    assert sorted(outcomes) == ["done", "stale"]


@pytest.mark.slow
def test_two_hundred_receptions_from_eight_desks_get_two_hundred_consecutive_codes(
    office: Office,
) -> None:
    facts = opening_facts(office)

    def desk() -> str:
        for _ in range(25):
            do_act("receive", actor=Actor(office.counter), at=AT, facts=facts)
        return "done"

    assert together([desk] * 8) == ["done"] * 8
    codes = sorted(Dossier.objects.values_list("code", flat=True))
    assert codes == [f"H41.01.02-260310-{number:04d}" for number in range(1, 201)]
    numbers = sorted(IssuedForm.objects.filter(kind="01").values_list("number", flat=True))
    assert numbers == list(range(1, 201))


def test_a_reception_that_is_refused_gives_its_number_back(office: Office) -> None:
    do_act("receive", actor=Actor(office.counter), at=AT, facts=opening_facts(office))
    with pytest.raises(ActRefused):
        do_act(
            "receive", actor=Actor(office.counter), at=AT, facts=opening_facts(office, documents=[])
        )
    done = do_act("receive", actor=Actor(office.counter), at=AT, facts=opening_facts(office))
    assert done.dossier.code == "H41.01.02-260310-0002"
