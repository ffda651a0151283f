"""The feed of changes: whoever follows it misses nothing, whatever the order in which transactions end."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.changes import horizon
from dossiers.services.renumbering import renumber_changes
from dossiers.services.verifying import verify_history
from tests.factories import Office, make_office, moment, perform_act
from tests.integration.api.caller import Caller

AT = moment("2026-03-10 09:00")
Call = Callable[..., Caller]
WRITERS = 8
#: Acts of all writers together, at the least: a test in which nobody acts shows nothing.
ENOUGH = 80


@pytest.fixture
def office(transactional_db: None) -> Office:
    """Committed for good: the feed tells nothing of a transaction that still runs."""
    return make_office()


def received(office: Office, **facts: Any) -> Dossier:
    return perform_act(office, "receive", at=AT, **facts)


def follow(caller: Caller, after: str = "", **query: Any) -> Iterator[dict[str, Any]]:
    """Everything from a cursor on, page by page, in small pages."""
    while True:
        page = caller.get("changes/", {"after": after, "page_size": 3, **query})
        yield from page["changes"]
        after = page["next"]
        if not page["more"]:
            return


def acts(changes: Any) -> list[str]:
    return [change["act"] for change in changes]


class OpenTransaction:
    """Writes in a transaction of its own connection, which ends, doing `last`, when told to."""

    def __init__(
        self, first: Callable[[], object], *, last: Callable[[], object] = lambda: None
    ) -> None:
        self._written, self._may_end = threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(1)
        self._done = self._pool.submit(self._run, first, last)
        assert self._written.wait(20)

    def commit(self) -> None:
        self._may_end.set()
        self._done.result(20)
        self._pool.shutdown()

    def _run(self, first: Callable[[], object], last: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                first()
                self._written.set()
                assert self._may_end.wait(30)
                last()
        finally:
            self._written.set()
            connection.close()


def draw_number() -> int:
    """The number of the transaction, which it has from its first write on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def test_a_change_is_a_line_of_the_history_without_its_texts(office: Office, call: Call):
    dossier = received(office)
    perform_act(office, "request_supplement", at=AT, dossier=dossier)
    told = list(follow(call("counter")))
    history = call("counter").get(f"dossiers/{dossier.code}/history/")["results"]
    assert history[1]["texts"]
    for change, line in zip(told, history, strict=True):
        del line["texts"]
        assert {name: change[name] for name in line} == line
        assert (change["ref"], change["code"]) == (str(dossier.ref), dossier.code)
        assert change["version"] == 2


def test_followed_from_next_each_act_is_told_once_and_from_an_older_cursor_again(
    office: Office, call: Call
):
    machine = call("partner")
    first = machine.get("changes/")
    assert first["changes"] == []
    dossier = received(office)
    second = machine.get("changes/", {"after": first["next"]})
    perform_act(office, "transfer", at=AT, dossier=dossier)
    third = machine.get("changes/", {"after": second["next"]})
    assert [acts(page["changes"]) for page in (second, third)] == [["receive"], ["transfer"]]
    assert acts(follow(machine, first["next"])) == ["receive", "transfer"]
    assert acts(follow(machine, second["changes"][0]["cursor"])) == ["transfer"]


def test_now_is_behind_everything_that_has_happened(office: Office, call: Call):
    dossier = received(office)
    machine = call("partner")
    present = machine.get("changes/", {"after": "now"})
    assert (present["changes"], present["more"]) == ([], False)
    perform_act(office, "transfer", at=AT, dossier=dossier)
    assert acts(follow(machine, present["next"])) == ["transfer"]


def test_what_a_slow_transaction_wrote_first_is_not_passed_over_for_what_a_quick_one_committed(
    office: Office, call: Call
):
    machine = call("partner")
    start = machine.get("changes/", {"after": "now"})["next"]
    slow = OpenTransaction(draw_number, last=lambda: received(office))
    quick = received(office)
    assert machine.get("dossiers/")["results"][0]["code"] == quick.code
    meanwhile = machine.get("changes/", {"after": start})
    assert (meanwhile["changes"], meanwhile["more"]) == ([], False)
    slow.commit()
    told = list(follow(machine, meanwhile["next"]))
    assert {change["code"] for change in told} == set(
        Dossier.objects.values_list("code", flat=True)
    )
    assert acts(told) == ["receive", "receive"]


def test_what_was_rolled_back_holds_nothing_back(office: Office, call: Call):
    def refused() -> None:
        received(office)
        raise ActRefused("missing_act")

    slow = OpenTransaction(draw_number, last=refused)
    received(office)
    with pytest.raises(ActRefused):
        slow.commit()
    assert acts(follow(call("partner"))) == ["receive"]


def test_an_act_of_an_older_transaction_that_came_later_to_the_dossier_stands_later(
    office: Office, call: Call
):
    dossier = received(office)
    older = OpenTransaction(
        draw_number, last=lambda: perform_act(office, "hand_over", at=AT, dossier=dossier)
    )
    perform_act(office, "transfer", at=AT, dossier=dossier)
    older.commit()
    assert acts(follow(call("partner"))) == ["receive", "transfer", "hand_over"]


def test_only_acts_on_dossiers_of_the_caller_are_told_and_filters_narrow_them(
    office: Office, call: Call
):
    received(office)
    received(office, procedure=office.at_counter.code, documents=[])
    assert len(list(follow(call("partner")))) == 2
    assert len(list(follow(call("oversight")))) == 2
    for nobody_there in ("administrator", "stranger"):
        assert list(follow(call(nobody_there))) == []
    (one,) = follow(call("partner"), procedure=office.at_counter.code)
    assert one["facts"]["procedure"] == office.at_counter.code
    assert list(follow(call("partner"), agency="H41.90")) == []


@pytest.mark.parametrize(
    ("after", "status", "code"),
    [
        ("7", 400, "bad_cursor"),
        ("{line}.-1.0", 400, "bad_cursor"),
        ("{line}.99999999999999999999.0", 400, "bad_cursor"),
        ("{line}.999999999999.0", 410, "cursor_gone"),
        ("1-00000001-1.0.0", 410, "cursor_gone"),
        ("{line}1.0.0", 410, "cursor_gone"),
    ],
)
def test_a_cursor_of_another_database_or_of_none_is_refused(
    office: Office, call: Call, after: str, status: int, code: str
):
    caller = call("partner")
    told = caller.get("changes/", {"after": after.format(line=horizon().line)})
    assert (caller.status, told["code"]) == (status, code)


def test_restored_into_another_server_the_feed_waits_for_its_numbers_and_begins_anew(
    office: Office, call: Call
):
    dossier = received(office)
    perform_act(office, "transfer", at=AT, dossier=dossier)
    number_as_on_a_server_long_in_use()
    caller = call("partner")
    assert caller.get("changes/")["code"] == "changes_out_of_order"
    assert caller.status == 503
    call_command("renumber_changes")
    perform_act(office, "hand_over", at=AT, dossier=dossier)
    assert acts(follow(caller)) == ["receive", "transfer", "hand_over"]
    assert not verify_history().broken
    assert renumber_changes() is False
    with pytest.raises(IntegrityError, match="append-only"):
        DossierEvent.objects.update(written_in=1)


def number_as_on_a_server_long_in_use() -> None:
    """What `pg_restore` leaves: the old server's numbers, far beyond those of this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE dossiers_dossierevent DISABLE TRIGGER dossiers_event_append_only;"
            "UPDATE dossiers_dossierevent SET written_in = written_in + 1000000000;"
            "ALTER TABLE dossiers_dossierevent ENABLE TRIGGER dossiers_event_append_only"
        )


def test_a_transaction_of_another_database_of_the_server_holds_nothing_back(
    office: Office, call: Call
):
    of = connection.get_connection_params() | {"dbname": "postgres"}
    with psycopg.connect(**{name: of[name] for name in ("dbname", "user", "host")}) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        received(office)
        assert acts(follow(call("partner"))) == ["receive"]
        later = call("partner").get("changes/")["next"]
    assert call("partner").get("changes/", {"after": later})["changes"] == []


def test_any_account_of_the_database_may_ask_how_far_the_feed_reaches(office: Office):
    """Some servers are kept by others, who give no more than a plain account."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE thuong NOLOGIN")
        cursor.execute("GRANT SELECT ON dossiers_dossierevent TO thuong")
        cursor.execute("SET LOCAL ROLE thuong")
        assert horizon().line
        transaction.set_rollback(True)


def test_a_page_takes_as_many_queries_for_many_changes_as_for_one(
    office: Office, call: Call, django_assert_num_queries: DjangoAssertNumQueries
):
    """Two of them the feed's own: how far it reaches, and the changes."""
    caller = call("partner")
    received(office)
    with CaptureQueriesContext(connection) as few:
        assert len(caller.get("changes/")["changes"]) == 1
    own = [query["sql"] for query in few if re.search("pg_snapshot|dossierevent", query["sql"])]
    assert len(own) == 2
    perform_act(office, "transfer", at=AT, dossier=received(office))
    with django_assert_num_queries(len(few)):
        assert len(caller.get("changes/")["changes"]) == 3


class Poller:
    """A mirror that asks again and again while others write; keeps what it was told, as it was told."""

    def __init__(self, caller: Caller, random: Random) -> None:
        self.told: list[tuple[str, int]] = []
        self._caller, self._random, self._after = caller, random, ""

    def ask(self) -> bool:
        """One page; answers whether there is more."""
        size = self._random.choice([1, 2, 5, 50])
        page = self._caller.get("changes/", {"after": self._after, "page_size": size})
        self.told += [(change["ref"], change["sequence"]) for change in page["changes"]]
        self._after = page["next"]
        return page["more"]

    def run(self, is_over: threading.Event) -> None:
        try:
            while not is_over.is_set():
                self.ask()
            while self.ask():
                pass
        finally:
            connection.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_mirror_that_polls_while_many_write_ends_with_every_act_once_and_in_order(
    office: Office, call: Call, seed: int
):
    """Each transaction draws its number, waits, acts on a dossier others act on too, waits, and ends or fails."""
    random = Random(seed)  # noqa: S311 -- a test
    dossiers = [received(office) for _ in range(4)]
    poller, is_over = Poller(call("partner"), random), threading.Event()
    polling = threading.Thread(target=poller.run, args=(is_over,))
    polling.start()
    seeds = [random.getrandbits(32) for _ in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda each: write(office, dossiers, each), seeds))
    is_over.set()
    polling.join()
    written = DossierEvent.objects.values_list("dossier__ref", "sequence")
    assert len(written) > ENOUGH
    assert sorted(poller.told) == sorted((str(ref), number) for ref, number in written)
    for dossier in Dossier.objects.all():
        numbers = [number for ref, number in poller.told if ref == str(dossier.ref)]
        assert numbers == list(range(1, dossier.event_count + 1))


def write(office: Office, dossiers: list[Dossier], seed: int) -> None:
    """Fifteen transactions one after another; the failed ones leave nothing."""
    random = Random(seed)  # noqa: S311 -- a test
    try:
        for _ in range(15):
            with suppress(ActRefused), transaction.atomic():
                draw_number()
                time.sleep(random.uniform(0, 0.02))
                if random.random() < 0.2:
                    received(office)
                else:
                    changes = {"phone": f"09{random.randrange(10**8):08}"}
                    dossier = random.choice(dossiers)
                    perform_act(office, "amend", at=AT, dossier=dossier, changes=changes)
                time.sleep(random.uniform(0, 0.02))
                if random.random() < 0.15:
                    raise ActRefused("missing_act")
    finally:
        connection.close()
