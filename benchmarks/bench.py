"""One run on one size: the databases, the programs, and what a row of the table is made of."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

import psycopg

from benchmarks import client, fill, mixture, programs, server, statements

CLIENTS = 8
#: Gives the requests of a round.
Requests = Callable[[], Iterator[bytes]]
_FLOOR = "benchmarks.floors:application"
OURS = "config.wsgi:application"
#: Answers before a round counts.
_WARM_UP = 0.5
#: Requests whose statements are counted, one after another.
_COUNTED = 10


@dataclass
class Row:
    """A row of the table: what was seen, against what, and what must be reached.

    `value` is what the limit speaks of, in `unit`; the rest is for whoever wants to know more.
    """

    name: str
    size: str
    value: float | None
    unit: str
    limit: float
    at_least: bool = False
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def is_met(self) -> bool | None:
        """None where nothing could be measured."""
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "met": self.is_met}


@dataclass(frozen=True)
class Plan:
    """How much is done: seconds a round, rounds, and whether long rows are cut short."""

    seconds: float = 5.0
    rounds: int = 5
    is_short: bool = False


@dataclass
class Side:
    """Several rounds of one program."""

    rounds: list[client.Load]

    @property
    def rate(self) -> float:
        return median(load.rate for load in self.rounds)

    @property
    def p50(self) -> float:
        return median(load.p50 for load in self.rounds)

    @property
    def p95(self) -> float:
        return median(load.p95 for load in self.rounds)

    @property
    def spread(self) -> float:
        """How far the rounds lie apart, as a share of their median."""
        rates = [load.rate for load in self.rounds]
        return (max(rates) - min(rates)) / self.rate

    def told(self) -> dict[str, float]:
        return {
            "rate": round(self.rate, 1),
            "p50_ms": round(self.p50, 2),
            "p95_ms": round(self.p95, 2),
            "spread": round(self.spread, 2),
        }


class Bench:
    """A filled database's copy that may be written into, with what the driver knows of it."""

    def __init__(
        self, size: str, plan: Plan, redis_url: str, *, open_share: int = mixture.OPEN
    ) -> None:
        self.size, self.plan, self.redis_url = size, plan, redis_url
        self._open_share = open_share
        self.database = f"bench_run_{fill.database(size, open_share)}"
        self.folder = server.VAR

    def prepare(self) -> None:
        """Make the copy, bring it up to this code's migrations, and draw tokens and sessions."""
        self.renew()
        self.known: dict[str, Any] = json.loads(self.python("-m", "benchmarks.prepare"))

    def renew(self) -> None:
        """Make the copy anew, brought up to this code's migrations."""
        pristine = fill.ensure(self.size, open_share=self._open_share)
        server.copy(pristine, self.database)
        # The system check of production demands a real signing key, which nothing here needs.
        self.python("manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        self.python("manage.py", "collectstatic", "--skip-checks", "--no-input", "--verbosity", "0")
        with self.connected() as connection:
            self.as_of = fill.as_of(connection)
            connection.execute("ANALYZE")
            connection.execute("CHECKPOINT")

    def environment(self, **more: str) -> dict[str, str]:
        return programs.environment(self.database, redis_url=self.redis_url, **more)

    def python(self, *command: str, **more: str) -> str:
        """Run a program of ours on the copy; answers what it prints."""
        with self.started(*command, **more) as process:
            told, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
        return told

    @contextmanager
    def started(self, *command: str, **more: str) -> Iterator[subprocess.Popen[str]]:
        """A program of ours that runs on the copy beside what the block does."""
        with subprocess.Popen(
            [sys.executable, *command],
            cwd=server.PROJECT,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            yield process

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection]:
        with server.connect(self.database) as connection:
            yield connection

    @contextmanager
    def serving(self, **more: str) -> Iterator[programs.Web]:
        """Our own web server on the copy."""
        with programs.web(OURS, self.environment(**more)) as ours:
            yield ours

    @contextmanager
    def floor(self) -> Iterator[programs.Web]:
        with programs.web(_FLOOR, self.environment()) as floor:
            yield floor

    def compare(self, ours: Requests, floor: Requests, **more: str) -> dict[str, Any]:
        """Rounds of both in turn on the same data; the ratio is of the medians of their rates.

        `ours` and `floor` give the requests of a round; `more` is added to our server's environment.
        """
        with self.serving(**more) as web, self.floor() as bare:
            before = web.memory()
            seen, bare_seen = self._rounds((web, ours), (bare, floor))
            return {
                "ratio": round(bare_seen.rate / seen.rate, 2),
                "ours": seen.told(),
                "floor": bare_seen.told(),
                "queries": self.statements(web, ours()),
                "memory_mb": [round(before), round(web.memory())],
            }

    def alone(
        self, requests: Requests, *, visitors_alone: bool = False, **more: str
    ) -> dict[str, Any]:
        """Rounds of ours without a floor; with `visitors_alone` also those of a single client."""
        with self.serving(**more) as web:
            before = web.memory()
            (seen,) = self._rounds((web, requests))
            told: dict[str, Any] = {"ours": seen.told()}
            if visitors_alone:
                (one,) = self._rounds((web, requests), clients=1)
                told["one_visitor"] = one.told()
            queries = self.statements(web, requests())
            return {**told, "queries": queries, "memory_mb": [round(before), round(web.memory())]}

    def _rounds(
        self, *sides: tuple[programs.Web, Requests], clients: int = CLIENTS
    ) -> tuple[Side, ...]:
        """The sides in turn, round after round; the first round warms up and is forgotten."""
        seen: list[list[client.Load]] = [[] for _ in sides]
        for place in range(self.plan.rounds + 1):
            seconds = self.plan.seconds if place else _WARM_UP
            for rounds, (web, requests) in zip(seen, sides, strict=True):
                load = client.load(web.port, requests(), clients=clients, seconds=seconds)
                refuse_failures(load)
                if place:
                    rounds.append(load)
        return tuple(Side(rounds) for rounds in seen)

    def statements(self, web: programs.Web, requests: Iterator[bytes]) -> float | None:
        """Statements a request, of requests sent one by one once the server is warm."""
        client.load(web.port, requests, clients=1, most=2 * _COUNTED)
        with self.connected() as connection, statements.counting(connection) as counted:
            done = client.load(web.port, requests, clients=1, most=_COUNTED)
        return counted.each(len(done.times)) if done.times else None


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def refuse_failures(load: client.Load) -> None:
    """A figure of refused requests would say nothing."""
    if not load.times:
        raise RuntimeError("no answer at all: the requests were used up")
    if load.refused:
        raise RuntimeError(f"refused: {dict(load.statuses)}; {load.bodies[:1]!r}")


@contextmanager
def benches(sizes: list[str], plan: Plan) -> Iterator[Iterator[Bench]]:
    """A bench for each size in turn; the copy goes when the next is made."""
    with ExitStack() as stack:
        stack.enter_context(server.running())
        redis_url = stack.enter_context(programs.redis())
        yield _each(sizes, plan, redis_url)


def _each(sizes: list[str], plan: Plan, redis_url: str) -> Iterator[Bench]:
    for size in sizes:
        bench = Bench(size, plan, redis_url)
        bench.prepare()
        try:
            yield bench
        finally:
            if not os.environ.get("KEEP"):
                server.drop(bench.database)
