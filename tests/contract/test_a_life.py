"""From submission on by what the answers say: the address told, the acts told open, the version told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.house import House, taken_back
from tests.contract.requests import answered, operations, plain
from tests.contract.test_every_door import STEADY
from tests.factories import act_facts, opening_facts
from tests.neighbourhood import NOW
from tests.things import Thing

pytestmark = [pytest.mark.slow, pytest.mark.contract, pytest.mark.django_db]

WALKERS = ("counter", "specialist", "agency_head", "centre_head", "machine for a head")
#: What would mean that `acts/` told of an act that is not open.
NOT_OPEN = {"wrong_role", "wrong_state", "unknown_dossier"}


def test_what_the_acts_tell_can_be_done_until_nothing_is_left(house: House) -> None:
    done: set[str] = set()

    @STEADY
    @given(data=st.data())
    def live(data: st.DataObject) -> None:
        with taken_back():
            dossier = opened(house)
            for _ in range(8):
                caller = data.draw(st.sampled_from(WALKERS))
                found = answered(
                    plain(operations()["list_open_acts"], dossier, None), house, caller
                )
                told = found.json()["results"]
                acts = [each["act"] for each in told if goes_on(each)]
                if acts:
                    act = data.draw(st.sampled_from(acts))
                    done.update(tried(house, caller, dossier, act, found.headers["etag"][0]))

    live()
    assert "receive" in done
    assert len(done) > 6


def goes_on(told: dict[str, Any]) -> bool:
    """Whether an act can be done, and does not end the life before it has begun."""
    return not told["obstacles"] and told["act"] not in ("decline", "withdraw", "stop")


def opened(house: House) -> Thing:
    """A submission, by the address that the answer gives."""
    facts = opening_facts(house.neighbourhood.office, channel="online")
    body = {"act": "submit", "facts": facts}
    made = answered(plain(operations()["open_dossier"], Thing({}), body), house, "partner")
    key = made.headers["location"][0].rstrip("/").rsplit("/", 1)[1]
    assert key == made.json()["ref"]
    return Thing({"key": key})


def tried(house: House, caller: str, dossier: Thing, act: str, etag: str) -> list[str]:
    """Do an act that was told open; facts may still be refused, the act itself not."""
    facts: dict[str, Any] = act_facts(house.neighbourhood.office, act, at=NOW)
    case = plain(operations()["do_act"], dossier, {"act": act, "facts": facts})
    case.headers["If-Match"] = etag
    answer = answered(case, house, caller)
    assert answer.json().get("code") not in NOT_OPEN, (caller, act, answer.json())
    return [act] if answer.status_code == 200 else []
