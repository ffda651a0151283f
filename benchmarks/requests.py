"""Rows in which many ask at once: look-up, worklists, search, acts, reception."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count, cycle

from benchmarks import client
from benchmarks.bench import CLIENTS, Bench, Row, bearer, refuse_failures

_RECEPTION_CLIENTS = 32
_WORDS = ("nguyen%20huong", "tran%20thao", "phuc%20le", "dang%20linh", "hoai%20chu", "cong%20ty")
_WORKLIST = (
    "/api/v1/dossiers/?order=due&page_size=50&agency={code}"
    "&state=submitted&state=received&state=processing&state=supplement_requested&state=payment_requested"
)


def requests_of(bench: Bench, name: str) -> Iterator[bytes]:
    """What our own server is sent in a row, without end."""
    return _OURS[name](bench)


def _lookups(bench: Bench) -> Iterator[bytes]:
    return cycle([client.get(f"/api/v1/lookup/{code}/") for code in bench.known["codes"]])


def _pages(bench: Bench) -> Iterator[bytes]:
    return cycle([client.get(f"/tra-cuu/{code}/") for code in bench.known["codes"]])


def _worklists(bench: Bench) -> Iterator[bytes]:
    path = _WORKLIST.format(code=bench.known["agency"]["code"])
    return cycle([client.get(path, **bearer(bench.known["desk_token"]))])


def _admin_lists(bench: Bench) -> Iterator[bytes]:
    return cycle([client.get("/admin/dossiers/dossier/", Cookie=bench.known["desk_session"])])


def _searches(bench: Bench) -> Iterator[bytes]:
    headers = bearer(bench.known["overseer_token"])
    return cycle([client.get(f"/api/v1/dossiers/?q={words}", **headers) for words in _WORDS])


def _receptions(bench: Bench) -> Iterator[bytes]:
    body = json.dumps({"act": "receive", "facts": bench.known["reception"]}).encode()
    headers = bearer(bench.known["counter_token"])
    for number in count():
        key = f'"bench-{bench.size}-{number}"'
        yield client.post("/api/v1/dossiers/", body, Idempotency_Key=key, **headers)


def lookup(bench: Bench) -> list[Row]:
    """The public look-up by code, JSON; limits raised for the run: counted in the process, then in Redis."""
    ours = partial(_lookups, bench)
    floor = partial(cycle, [client.get(f"/lookup/{code}") for code in bench.known["codes"]])
    free = bench.compare(ours, floor, REDIS_URL="")
    counted = bench.compare(ours, floor)
    return [
        Row(
            "look-up, JSON, counted in memory",
            bench.size,
            free["ratio"],
            "× floor",
            3.0,
            detail=free,
        ),
        Row(
            "look-up, JSON, counted in Redis",
            bench.size,
            counted["ratio"],
            "× floor",
            3.5,
            detail=counted,
        ),
        Row("look-up, p95", bench.size, counted["ours"]["p95_ms"], "ms", 10.0),
        Row("look-up, statements", bench.size, counted["queries"], "statements", 1),
    ]


def page(bench: Bench) -> list[Row]:
    """The look-up's page against its JSON."""
    json_ = bench.alone(partial(_lookups, bench))
    html = bench.alone(partial(_pages, bench))
    ratio = round(json_["ours"]["rate"] / html["ours"]["rate"], 2)
    return [
        Row(
            "look-up, page",
            bench.size,
            ratio,
            "× the JSON",
            2.0,
            detail={**html, "json": json_["ours"]},
        )
    ]


def worklist(bench: Bench) -> list[Row]:
    """A department's open dossiers, 50 by due date, asked for by one of its desks with a token."""
    floor = partial(cycle, [client.get(f"/worklist/{bench.known['agency']['id']}")])
    seen = bench.compare(partial(_worklists, bench), floor)
    return [
        Row("worklist, REST, 50 rows", bench.size, seen["ratio"], "× floor", 4.0, detail=seen),
        Row("worklist, p95", bench.size, seen["ours"]["p95_ms"], "ms", 20.0),
        Row("worklist, statements", bench.size, seen["queries"], "statements", 3),
    ]


def admin(bench: Bench) -> list[Row]:
    """The same officer's first page in the admin, with a session; one visitor, as the limit is of a page's time."""
    seen = bench.alone(partial(_admin_lists, bench), visitors_alone=True)
    p50 = seen["one_visitor"]["p50_ms"]
    return [Row("admin worklist, p50", bench.size, p50, "ms", 60.0, detail=seen)]


def search(bench: Bench) -> list[Row]:
    """Two words of a name, without accents, among all dossiers."""
    seen = bench.alone(partial(_searches, bench), visitors_alone=True)
    p50 = seen["one_visitor"]["p50_ms"]
    return [Row("name search, two words, p50", bench.size, p50, "ms", 50.0, detail=seen)]


def act(bench: Bench) -> list[Row]:
    """A hand-over by REST, from a head to a desk, against a floor that writes the same rows."""
    ours, floor = _HandOvers(bench), _HandOvers(bench)
    seen = bench.compare(ours.by_rest, floor.bare)
    return [
        Row("act by REST", bench.size, seen["ratio"], "× floor", 4.0, detail=seen),
        Row("act, statements of the request", bench.size, seen["queries"], "statements", 14),
    ]


class _HandOvers:
    """Hand-overs of the department's dossiers, round after round, each time to another desk."""

    def __init__(self, bench: Bench) -> None:
        self._known = bench.known
        self._next = self._drawn()
        self._headers = bearer(bench.known["head_token"])

    def _drawn(self) -> Iterator[tuple[int, str, dict[str, object]]]:
        """Each dossier, and the desk that gets it this time; no two clients meet at one dossier."""
        for place in count():
            desk = self._known["act"]["desks"][place % len(self._known["act"]["desks"])]
            for key, code in self._known["act"]["dossiers"]:
                yield key, code, desk

    def by_rest(self) -> Iterator[bytes]:
        for _, code, desk in self._next:
            facts = {"to_officer": desk["username"], "to_unit": desk["unit"], "remark": "Benchmark"}
            body = json.dumps({"act": "hand_over", "facts": facts}).encode()
            yield client.post(f"/api/v1/dossiers/{code}/acts/", body, **self._headers)

    def bare(self) -> Iterator[bytes]:
        head = self._known["head_id"]
        for key, _, desk in self._next:
            yield client.post(f"/act/{key}/{head}/{desk['id']}/{desk['unit_id']}", b"{}")


def reception(bench: Bench) -> list[Row]:
    """Receptions from 32 clients at one unit: how many a second, and whether its codes have a gap or a double."""
    requests = _receptions(bench)
    with bench.serving() as web:
        client.load(web.port, requests, clients=CLIENTS, seconds=0.5)
        rounds = [
            client.load(web.port, requests, clients=_RECEPTION_CLIENTS, seconds=bench.plan.seconds)
            for _ in range(bench.plan.rounds)
        ]
        queries = bench.statements(web, requests)
    for load in rounds:
        refuse_failures(load)
    rates = sorted(load.rate for load in rounds)
    rate = rates[len(rates) // 2]
    detail = {
        "ours": {
            "rate": round(rate, 1),
            "p50_ms": round(rounds[0].p50, 1),
            "p95_ms": round(rounds[0].p95, 1),
        },
        "queries": queries,
    }
    wrong = _gaps_and_doubles(bench)
    return [
        Row(
            "reception, 32 clients, one unit",
            bench.size,
            round(rate, 1),
            "a second",
            100.0,
            True,
            detail,
        ),
        Row("reception, codes missing or double", bench.size, wrong, "codes", 0),
    ]


def _gaps_and_doubles(bench: Bench) -> int:
    """Of today's codes at the unit: how far their numbers are from 1, 2, 3, … and from the counter."""
    with bench.connected() as connection:
        numbers = [
            int(row[0].rsplit("-", 1)[1])
            for row in connection.execute(
                "SELECT code FROM dossiers_dossier WHERE receiving_unit_id = %s AND code LIKE "
                " '%%-' || to_char(now() AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYMMDD') || '-%%'",
                [bench.known["unit"]["id"]],
            )
        ]
        last = connection.execute(
            "SELECT last FROM dossiers_codecounter WHERE unit_id = %s"
            " AND day = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
            [bench.known["unit"]["id"]],
        ).fetchone()[0]
    return len(set(range(1, last + 1)) ^ set(numbers)) + len(numbers) - len(set(numbers))


_OURS: Mapping[str, Callable[[Bench], Iterator[bytes]]] = {
    "lookup": _lookups,
    "page": _pages,
    "worklist": _worklists,
    "admin": _admin_lists,
    "search": _searches,
    "act": lambda bench: _HandOvers(bench).by_rest(),
    "reception": _receptions,
}
