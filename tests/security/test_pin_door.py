"""The PIN's door: ten thousand guesses, what may be learned from the time, and whom a guesser can shut out."""

import http.client
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
import redis
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from dossiers.domain.keys import PIN_ALPHABET, PIN_LENGTH, new_pin
from dossiers.domain.refusals import ActRefused
from dossiers.domain.throttle import FREE_GUESSES, LONGEST_PAUSE
from dossiers.services.looking_up import look_up, open_with_pin, open_with_token
from tests.factories import make_office, moment, perform_act
from tests.integration.lookup.conftest import RECEIVED, Held, held

UNKNOWN = "H41.01.02-261119-9999"
GUESSES = 10_000
START = moment("2026-11-20 08:00")


@pytest.fixture(params=["memory", "redis"])
def counting(request: pytest.FixtureRequest, settings: Settings) -> str:
    """Where look-ups are counted: in this process, or in a real Redis."""
    if request.param == "redis":
        settings.REDIS_URL = request.getfixturevalue("redis_url")
        with redis.Redis.from_url(settings.REDIS_URL) as server:
            server.flushdb()
    return str(request.param)


def guesses(count: int, *, but: str) -> Iterator[str]:
    """Different PINs, none of them the right one; always the same ones."""
    source = random.Random(20261128)  # noqa: S311
    seen = {but}
    while len(seen) <= count:
        pin = new_pin(source)
        if pin not in seen:
            seen.add(pin)
            yield pin


def refusal(code: str, pin: str, *, client: str, at: datetime) -> ActRefused:
    """What the door says to a guess; it never says anything else."""
    with pytest.raises(ActRefused) as refused:
        open_with_pin(code, pin, client=client, at=at)
    return refused.value


def address(number: int) -> str:
    """One of so many addresses that none is ever slowed."""
    return f"10.{number // 65_536 % 256}.{number // 256 % 256}.{number % 256}"


@pytest.mark.slow
def test_a_patient_guesser_has_ten_thousand_refusals_after_more_than_a_year(
    received: Held, counting: str
) -> None:
    """Who waits as long as is asked, each time from another address, gets 24 guesses a day."""
    now, told = START, Counter[str]()
    for number, pin in enumerate(guesses(GUESSES, but=received.pin)):
        while True:
            refused = refusal(received.code, pin, client=address(number), at=now)
            if refused.code != "too_many_requests":
                break
            now += timedelta(seconds=refused.params["wait"])
        told[refused.code] += 1
        assert not refused.params
    assert told == {"wrong_key": GUESSES}
    assert now - START > timedelta(days=365)
    assert LONGEST_PAUSE * len(PIN_ALPHABET) ** PIN_LENGTH > 86_400 * 365 * 100_000


@pytest.mark.slow
def test_ten_thousand_guesses_at_once_tell_no_known_code_from_an_unknown_one(
    client: Client, received: Held, counting: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    answers: dict[str, Counter[tuple[int, bytes]]] = {}
    tried = enumerate(guesses(GUESSES, but=received.pin))
    for number, pin in tried:
        code = (received.code, UNKNOWN)[number % 2]
        answer = client.post(
            f"/api/v1/lookup/{code}/",
            json.dumps({"pin": pin}),
            content_type="application/json",
            headers={"X-Forwarded-For": address(number)},
        )
        said = answer.content if answer.status_code == 403 else b""
        answers.setdefault(code, Counter())[answer.status_code, said] += 1
    known, unknown = answers[received.code], answers[UNKNOWN]
    assert {status for status, _said in known} == {403, 429}
    assert known.keys() == unknown.keys()
    # Whatever time the run took, the door opened at most once in thirty seconds.
    let_in = [
        sum(n for (status, _), n in each.items() if status == 403) for each in (known, unknown)
    ]
    assert all(FREE_GUESSES <= count < FREE_GUESSES + 12 for count in let_in)


def test_nobody_is_shut_out_of_the_code_or_the_qr_by_anothers_guesses(
    received: Held, counting: str
) -> None:
    for number in range(50):
        refusal(received.code, "wrong!", client=address(number), at=START)
    shut = refusal(received.code, received.pin, client="192.0.2.1", at=START)
    assert shut.code == "too_many_requests"
    assert shut.params["wait"] <= LONGEST_PAUSE
    progress, _details = look_up(received.code, client="192.0.2.1", at=START)
    assert progress.code == received.code
    token = received.dossier.lookup_token
    assert open_with_token(token, client="192.0.2.1", at=START).code == received.code


def test_the_door_opens_again_by_itself_to_whoever_holds_the_receipt(
    received: Held, counting: str
) -> None:
    for number in range(FREE_GUESSES):
        refusal(received.code, "wrong!", client=address(number), at=START)
    later = START + timedelta(seconds=31)
    opened = open_with_pin(received.code, received.pin, client="192.0.2.1", at=later)
    assert opened.code == received.code


def test_a_guesser_of_codes_learns_the_degree_of_completion_and_nothing_else(
    client: Client, received: Held, counting: str, settings: Settings
) -> None:
    settings.LOOKUP_RATE_PER_MINUTE = 40
    answers = [client.get(f"/api/v1/lookup/H41.01.02-261119-{number:04d}/") for number in range(60)]
    told = Counter(answer.status_code for answer in answers)
    assert told[200] == 1
    assert 40 <= told[200] + told[404] <= 42  # one comes back every second and a half
    assert told[429] == 60 - told[200] - told[404]
    hit = next(answer for answer in answers if answer.status_code == 200)
    assert set(hit.json()) == {"code", "stage", "stage_label", "step", "steps"}
    assert len({a.json()["code"] for a in answers if a.status_code == 404}) == 1


def test_a_hall_of_visitors_behind_one_address_gets_in_and_a_flood_does_not(
    received: Held, counting: str, settings: Settings
) -> None:
    """A carrier puts hundreds of telephones behind one address: two look-ups a second are no flood."""
    assert settings.LOOKUP_RATE_PER_MINUTE == 120

    def waits(per_second: int, seconds: int, client: str) -> int:
        codes = Counter[str]()
        for number in range(per_second * seconds):
            at = START + timedelta(seconds=number / per_second)
            try:
                look_up(received.code, client=client, at=at)
            except ActRefused as refused:
                codes[refused.code] += 1
        assert set(codes) <= {"too_many_requests"}
        return codes.total()

    assert waits(2, 180, "192.0.2.1") == 0
    assert waits(10, 60, "192.0.2.2") == 600 - 120 - 119  # a minute's allowance, and what came back


def _close(samples: dict[str, list[float]]) -> None:
    """Medians within half of each other or a millisecond: what a machine at work makes of equal ones."""
    medians = {name: statistics.median(taken) for name, taken in samples.items()}
    spread = max(medians.values()) - min(medians.values())
    assert spread < max(0.5 * min(medians.values()), 0.001), medians


@pytest.mark.slow
def test_wrong_code_wrong_pin_and_no_pin_take_one_time_at_the_desk_of_the_look_up(
    received: Held,
) -> None:
    """Interleaved, so that whatever else the machine does falls on all of them alike."""
    tried = {
        "wrong PIN": (received.code, "222222"),
        "no PIN": (received.code, ""),
        "long PIN": (received.code, "X" * 64),
        "wrong code": (UNKNOWN, received.pin),
        "no code": ("không phải mã", received.pin),
    }
    samples: dict[str, list[float]] = {name: [] for name in tried}
    source = random.Random(5)  # noqa: S311
    for day in range(400):
        at = START + timedelta(days=2 * day)  # the guesses of the day before are forgotten
        for name in source.sample(sorted(tried), len(tried)):
            code, pin = tried[name]
            begun = time.perf_counter()
            refused = refusal(code, pin, client=address(len(samples[name])), at=at)
            samples[name].append(time.perf_counter() - begun)
            assert refused.code == "wrong_key"
    _close({name: taken[50:] for name, taken in samples.items()})


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_wrong_code_wrong_pin_and_no_pin_take_one_time_over_http(
    live_server: LiveServer, settings: Settings
) -> None:
    """Each code is tried no oftener than its door stands open; wrong codes are always new ones."""
    settings.LOOKUP_RATE_PER_MINUTE = 100_000
    office, rounds = make_office(), 60
    codes = [_received(office, minute).code for minute in range(2 * rounds // FREE_GUESSES)]
    with_wrong, with_none = codes[::2], codes[1::2]
    door = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=30)
    samples: dict[str, list[float]] = {"wrong PIN": [], "no PIN": [], "wrong code": []}
    source = random.Random(7)  # noqa: S311
    for number in range(rounds):
        tried = {
            "wrong PIN": (with_wrong[number // FREE_GUESSES], {"pin": "222222"}),
            "no PIN": (with_none[number // FREE_GUESSES], {}),
            "wrong code": (f"H41.01.02-261119-{9_000 + number}", {"pin": "222222"}),
        }
        for name in source.sample(sorted(tried), len(tried)):
            code, body = tried[name]
            begun = time.perf_counter()
            door.request("POST", f"/api/v1/lookup/{code}/", json.dumps(body))
            answer = door.getresponse()
            said = answer.read()
            samples[name].append(time.perf_counter() - begun)
            assert (answer.status, b"wrong_key" in said) == (403, True), said
    door.close()
    _close({name: taken[10:] for name, taken in samples.items()})


def _received(office: object, minute: int) -> Held:
    at: datetime = moment(RECEIVED) + timedelta(minutes=minute)
    return held(perform_act(office, "receive", at=at))
