"""Whatever is sent to a door, by whomever: no error of the house, and no answer that the description has not."""

from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case

from tests.contract.house import House
from tests.contract.requests import (
    ACTS_DONE,
    act_body,
    as_a_caller_would,
    border_cases,
    is_broken,
    lead,
    made_up,
    operations,
    plain,
    sent,
    sound_bodies,
    things_of,
    ways_in,
)

pytestmark = [pytest.mark.slow, pytest.mark.contract, pytest.mark.django_db]

#: For each operation; every one of them is sent by each caller.
MADE_UP = 12

#: The same requests at every run; what one finds is not made smaller, since that takes long.
STEADY = settings(
    max_examples=MADE_UP,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
#: Doors that nobody gets through with what this house has and an example can hold.
NEEDS_MORE = {
    "upload_signed_apology",  # a letter frozen for a token, and its signature
    "give_up_apology_signature",
    "lookup_details",  # the PIN, which stands on the receipt alone
    "close_register",  # a year that is over
    "reuse_file",  # a paper of an earlier dossier of the same person
    "mark_digitised",  # a file that nobody has digitised yet
}

#: Among them somebody may do each act somewhere.
DOERS = ("counter", "specialist", "agency_head", "village counter", "their specialist")

each_operation = pytest.mark.parametrize("name", sorted(operations()))


@each_operation
def test_made_up_requests_of_every_caller_keep_to_the_description(name: str, house: House) -> None:
    operation = operations()[name]
    things, bodies = things_of(operation, house), sound_bodies(operation, house)

    @STEADY
    @given(case=made_up(operation), thing=_now_and_then(things), body=_now_and_then(bodies))
    def keeps_to_it(case: Case, thing: Any, body: Any) -> None:
        as_a_caller_would(case)
        if thing is not None:
            lead(case, thing)
        if body is not None and not is_broken(case):
            case.body = body
        for caller in house.callers:
            sent(case, house, caller)

    keeps_to_it()


@each_operation
def test_border_cases_keep_to_the_description_for_somebody_who_gets_in(
    name: str, house: House
) -> None:
    operation = operations()[name]
    caller, thing = next(ways_in(name, house), ("counter", things_of(operation, house)[0]))
    for case in border_cases(operation):
        sent(lead(case, thing), house, caller)


@each_operation
def test_somebody_gets_through_each_door(name: str, house: House) -> None:
    """Else the other tests would see nothing but refusals."""
    assert name in NEEDS_MORE or any(ways_in(name, house))


@pytest.mark.parametrize("act", ACTS_DONE)
def test_each_act_is_done_through_its_door(act: str, house: House) -> None:
    operation = operations()["do_act"]
    body = act_body(act, house)
    answers = {
        sent(plain(operation, thing, body), house, caller).status_code
        for thing in things_of(operation, house)
        for caller in DOERS
    }
    assert HTTPStatus.OK in answers


def _now_and_then(values: Any) -> st.SearchStrategy[Any]:
    """One of the values every other time, else None."""
    return st.one_of(st.none(), st.sampled_from(list(values))) if values else st.none()
