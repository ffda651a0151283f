"""A department's day: its own program, killed again and again, ends with no double act and nothing missed."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest
from django.db import connection

from agencies.selectors import Actor
from config.embedded.places import PROJECT
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent
from dossiers.services import do_act
from dossiers.services.verifying import verify_history
from notifications.models import ApologyLetter, DelayNotice
from tests.factories import (
    Office,
    make_office,
    make_procedure,
    moment,
    opening_facts,
    perform_act,
)
from tests.integration.api.caller import token_of
from tests.integration.notifications.scenes import demanded

#: The office's Thursday on which the story begins, whatever day it is outside.
MORNING = moment("2026-11-26 09:00")
PROGRAM = Path(__file__).with_name("department.py")
#: Seconds within which the house has to answer, and the program to come to its end once it is left alone.
PATIENCE = 120
#: Times the program is killed at the most; at the least it must be a few, or nothing was shown.
MOST_KILLS, FEWEST_KILLS = 20, 4
#: Things the program may ask for before it is killed again, of the thirty and more that it has to.
MOST_ASKED = 3


@dataclass(frozen=True)
class Server:
    """The house as it is served, and its clock."""

    address: str
    ahead: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def server(office: Office, tmp_path: Path) -> Iterator[Server]:
    """The web process of `make run`, on the database of this test."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    ahead = MORNING - datetime.now(UTC)
    command = [
        *(sys.executable, "-m", "granian", "--interface=wsgi", "--no-ws", "--log-level=warning"),
        *("--host=127.0.0.1", f"--port={port}", "--workers=1", "--blocking-threads=4"),
        "tests.program.serving:application",
    ]
    log = tmp_path / "server.log"
    with (
        log.open("wb") as said,
        subprocess.Popen(
            command, cwd=PROJECT, env=_environment(ahead), stdout=said, stderr=said
        ) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", process, log)
            yield Server(f"http://127.0.0.1:{port}", ahead)
        finally:
            process.terminate()
            process.wait(20)
    if "Traceback" in log.read_text("utf-8", "replace"):
        pytest.fail(log.read_text("utf-8", "replace")[-4000:])


def _environment(ahead: timedelta) -> dict[str, str]:
    of = connection.settings_dict
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{of['USER']}@/{of['NAME']}?host={of['HOST']}",
        "CLOCK_AHEAD": str(ahead.total_seconds()),
    }


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        assert process.poll() is None, log.read_text("utf-8", "replace")[-4000:]
        with suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310
            return
        time.sleep(0.2)
    pytest.fail(f"nobody answers: {log.read_text('utf-8', 'replace')[-4000:]}")


def act(dossier: Dossier, name: str, officer: str, **facts: Any) -> dict[str, Any]:
    """A line of the department's plan: an act on a dossier, once it lies at the department."""
    return {
        "operation": "do_act",
        "ref": str(dossier.ref),
        "when": "processing",
        "officer": officer,
        "body": {"act": name, "facts": facts},
    }


def plan_for(office: Office, dossiers: list[Dossier], late: Dossier) -> list[dict[str, Any]]:
    """Every dossier goes to the next desk and is settled; of each third a paper is missing first."""
    specialist, head = office.specialist.username, office.agency_head.username
    plan = []
    for place, dossier in enumerate(dossiers):
        if place % 3 == 0:
            missing = {"items": ["Bản vẽ hoàn công"], "reason": "Thiếu bản vẽ"}
            plan.append(act(dossier, "request_supplement", specialist, **missing))
        plan.append(act(dossier, "hand_over", specialist, to_unit="H41.03.02", remark="Trình ký"))
        plan.append(act(dossier, "settle", head, outcome="approved", result=f"GP-{place}/2026"))
    answer = {
        "reason_code": "verification",
        "reason": "Cần thêm thời gian xác minh thực địa",
        "proposed_until": "2026-12-04T17:00",
    }
    ref = str(late.ref)
    return [
        *plan,
        {"operation": "answer_delay_notice", "ref": ref, "officer": specialist, "body": answer},
        {"operation": "issue_apology", "ref": ref, "officer": head, "body": {}},
    ]


class Colleagues:
    """The one-stop unit goes on meanwhile: it receives, corrects, and brings what was asked for."""

    def __init__(self, office: Office, server: Server, dossiers: list[Dossier], seed: int) -> None:
        self._office, self._server, self._dossiers = office, server, dossiers
        self._random = Random(seed)  # noqa: S311 -- a test
        self._may_stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Colleagues":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._may_stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._may_stop.wait(self._random.uniform(0.1, 0.5)):
                self._work()
        finally:
            connection.close()

    def _work(self) -> None:
        for waiting in Dossier.objects.filter(state="supplement_requested"):
            self._do("accept_supplement", waiting, items_received=["Bản vẽ hoàn công"])
            self._do("transfer", waiting)
        if self._random.random() < 0.3:
            facts = opening_facts(self._office)
            done = do_act(
                "receive", actor=Actor(self._office.counter), at=self._server.now(), facts=facts
            )
            self._do("transfer", done.dossier)
        changes = {"phone": f"09{self._random.randrange(10**8):08}"}
        self._do(
            "amend", self._random.choice(self._dossiers), changes=changes, reason="Ghi nhầm số"
        )

    def _do(self, name: str, dossier: Dossier, **facts: Any) -> None:
        """What the department has settled meanwhile refuses it, and that is right."""
        with suppress(ActRefused):
            do_act(
                name,
                actor=Actor(self._office.counter),
                at=self._server.now(),
                facts=facts,
                dossier_id=dossier.pk,
            )


class Department:
    """The program as an operator has it: a command, a folder, a token."""

    def __init__(self, server: Server, folder: Path, token: str) -> None:
        self._command = [sys.executable, "-I", str(PROGRAM), server.address, str(folder)]
        self._environment = {"DEPARTMENT_TOKEN": token}
        self.folder = folder

    def start(self) -> subprocess.Popen[str]:
        """Isolated: neither this folder nor the environment lends it anything of the project."""
        return subprocess.Popen(
            self._command, env=self._environment, cwd=self.folder, stderr=subprocess.PIPE, text=True
        )

    def run(self) -> None:
        """Left alone until it comes to its end."""
        with self.start() as process:
            assert ended_before(process, lambda: False)

    def run_killed_at_random(self, random: Random) -> int:
        """Start, kill, start again until it ends by itself; answers how often it was killed.

        Every other time at any moment; else while the house does what it was asked for, when
        whoever asked cannot know whether it will be done. By what it has asked and not by the time
        alone: else a quick machine would have done everything before it was killed often.
        """
        for kills in range(MOST_KILLS):
            with self.start() as process:
                asked = self._asked()
                at_any_moment = partial(
                    self._has_come_far, asked, time.monotonic() + random.uniform(0.5, 4)
                )
                having_asked = partial(self._has_asked_beyond, asked)
                if ended_before(process, (at_any_moment, having_asked)[kills % 2]):
                    return kills
                time.sleep(random.uniform(0, 0.05))
                process.kill()
        self.run()
        return MOST_KILLS

    def rows(self, question: str) -> list[Any]:
        book = f"file:{self.folder}/book.sqlite?mode=ro"
        with closing(sqlite3.connect(book, uri=True)) as opened:
            return opened.execute(question).fetchall()

    def _has_asked_beyond(self, asked: set[Any], *, by: int = 1) -> bool:
        return len(self._asked() - asked) >= by

    def _has_come_far(self, asked: set[Any], moment: float) -> bool:
        return time.monotonic() > moment or self._has_asked_beyond(asked, by=MOST_ASKED)

    def _asked(self) -> set[Any]:
        """What the program has written down to ask for; nothing before its first start."""
        with suppress(sqlite3.OperationalError):
            return set(self.rows("SELECT number, target FROM work WHERE target IS NOT NULL"))
        return set()


def ended_before(process: subprocess.Popen[str], moment: Callable[[], bool]) -> bool:
    """Whether the program came to its end, and to a good one, before a moment."""
    patience = time.monotonic() + PATIENCE
    while process.poll() is None:
        assert time.monotonic() < patience, "the program does not come to its end"
        if moment():
            return False
        time.sleep(0.005)
    assert process.returncode == 0, process.stderr.read()
    return True


def told_by(server: Server, token: str, path: str) -> Any:
    request = urllib.request.Request(  # noqa: S310
        f"{server.address}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.load(answer)


def histories(server: Server, token: str) -> dict[tuple[str, int], dict[str, Any]]:
    """Every line of every dossier that the machine may see, as the server tells it."""
    lines = {}
    path = "dossiers/?page_size=200"
    for dossier in told_by(server, token, path)["results"]:
        for line in told_by(server, token, f"dossiers/{dossier['ref']}/history/")["results"]:
            del line["texts"]
            lines[dossier["ref"], line["sequence"]] = line
    return lines


@pytest.mark.slow
def test_killed_at_random_moments_the_program_does_everything_once_and_misses_nothing(
    office: Office, server: Server, tmp_path: Path
):
    seed = int(os.environ.get("DEPARTMENT_SEED") or SystemRandom().getrandbits(32))
    random = Random(seed)  # noqa: S311 -- a test
    late = demanded(office).dossier
    dossiers = [transferred(office) for _ in range(12)]
    elsewhere = received_by_a_commune(office)
    token = token_of(office.partner)
    department = Department(server, tmp_path / "department", token)
    plan = plan_for(office, dossiers, late)
    department.folder.mkdir()
    (department.folder / "plan.json").write_text(json.dumps(plan), "utf-8")

    with Colleagues(office, server, dossiers, seed):
        kills = department.run_killed_at_random(random)
    department.run()
    repeated = len(department.rows("SELECT number FROM repeated"))
    sys.stdout.write(f"DEPARTMENT_SEED={seed}: killed {kills} times, {repeated} answers again\n")
    assert kills >= FEWEST_KILLS
    assert repeated

    by_machine = DossierEvent.objects.filter(machine=office.partner)
    done = Counter(
        (str(each.dossier.ref), each.act) for each in by_machine.select_related("dossier")
    )
    acts = [(task["ref"], task["body"]["act"]) for task in plan if task["operation"] == "do_act"]
    assert done == Counter([*acts, (str(late.ref), "reappoint")])

    assert mirrored(department) == histories(server, token)
    assert len(mirrored(department)) == DossierEvent.objects.exclude(dossier=elsewhere).count()

    comes_into_sight(office, server, department, dossiers[0])
    assert mirrored(department) == histories(server, token)

    notice = DelayNotice.objects.get()
    assert notice.answered_by == office.specialist
    letter = ApologyLetter.objects.get()
    assert (letter.state, letter.signer, letter.number) == ("issued", office.agency_head, 1)
    assert not verify_history().broken


def mirrored(department: Department) -> dict[tuple[str, int], dict[str, Any]]:
    """Every line that the program holds."""
    held = department.rows("SELECT ref, sequence, told FROM line")
    return {(ref, sequence): json.loads(told) for ref, sequence, told in held}


def comes_into_sight(
    office: Office, server: Server, department: Department, dossier: Dossier
) -> None:
    """A dossier of which the program has never heard is acted on: it asks for what came before."""
    with closing(sqlite3.connect(department.folder / "book.sqlite")) as book, book:
        book.execute("DELETE FROM line WHERE ref = ?", (str(dossier.ref),))
    perform_act(office, "return_result", at=server.now(), dossier=dossier)
    department.run()


def transferred(office: Office) -> Dossier:
    """Received this morning, and at the department."""
    dossier = perform_act(office, "receive", at=MORNING - timedelta(minutes=80))
    return perform_act(office, "transfer", at=MORNING - timedelta(minutes=70), dossier=dossier)


def received_by_a_commune(office: Office) -> Dossier:
    """Of another agency: nothing of it may reach the mirror."""
    make_procedure("1.000003", name="Xác nhận thử", agency=office.commune, documents=())
    return perform_act(
        office, "receive", at=MORNING - timedelta(minutes=60), procedure="1.000003", documents=[]
    )
