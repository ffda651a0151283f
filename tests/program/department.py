"""A department's own program: mirrors what happens and works off a list, by REST alone.

It knows the house from nothing but the OpenAPI file it downloads, and finds every address by its
`operationId`. Whatever it has to remember stands in one SQLite file: cut off at any moment and
started again, it goes on where it was. What it is going to do it writes down before, with a key under
which the server does it once, however often it is asked.

    python department.py SERVER FOLDER      with the token in DEPARTMENT_TOKEN

`FOLDER/plan.json` is the list of work. Ends with 0 once all of it is done and the mirror is level.
"""

import json
import os
import re
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

#: Seconds before asking again when there is nothing to do, or nobody answers.
PAUSE = 0.1

BOOK = """
CREATE TABLE IF NOT EXISTS place (only INTEGER PRIMARY KEY CHECK (only = 1), cursor TEXT, copied INTEGER);
CREATE TABLE IF NOT EXISTS line (
    ref TEXT, sequence INTEGER, told TEXT NOT NULL, PRIMARY KEY (ref, sequence)
);
CREATE TABLE IF NOT EXISTS work (
    number INTEGER PRIMARY KEY, ref TEXT NOT NULL, task TEXT NOT NULL,
    target TEXT, done INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS repeated (number INTEGER);
"""


class Refused(Exception):
    """The server has understood and said no."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem}")
        self.status, self.code = status, problem.get("code")


class House:
    """The server, as its description describes it."""

    def __init__(self, server: str, folder: Path, token: str) -> None:
        self._server, self._token = server, token
        description = self._description(folder / "openapi.json")
        self._operations = {
            operation["operationId"]: (method.upper(), path)
            for path, methods in description["paths"].items()
            for method, operation in methods.items()
            if "operationId" in operation
        }

    def call(
        self,
        operation: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        thing: str = "",
    ) -> tuple[Any, Mapping[str, str]]:
        """The answer and its headers, of one thing where the address names one; waits while nobody answers."""
        method, path = self._operations[operation]
        address = self._server + re.sub(r"{\w+}", thing, path)
        if query:
            address += "?" + urllib.parse.urlencode(query)
        request = urllib.request.Request(  # noqa: S310 -- the server named on the command line
            address,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._token}",
                "Accept": "application/json",
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        return _answer_to(request)

    def pages(self, operation: str, **query: str) -> Iterator[dict[str, Any]]:
        """Everything of a list that is cut into pages."""
        while True:
            answer, _ = self.call(operation, query=query)
            yield from answer["results"]
            if answer["next"] is None:
                return
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer["next"]).query))

    def _description(self, file: Path) -> dict[str, Any]:
        """Downloaded once; written whole or not at all."""
        if not file.exists():
            request = urllib.request.Request(  # noqa: S310
                f"{self._server}/api/schema/", headers={"Accept": "application/json"}
            )
            answer, _ = _answer_to(request)
            draft = file.with_suffix(".new")
            draft.write_text(json.dumps(answer), "utf-8")
            draft.replace(file)
        description: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return description


def _answer_to(request: urllib.request.Request) -> tuple[Any, Mapping[str, str]]:
    while True:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return json.load(answer), answer.headers
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise
            raise Refused(error.code, json.load(error)) from None
        except OSError:
            time.sleep(PAUSE)


class Mirror:
    """The lines of every dossier's history, as far as they were told."""

    def __init__(self, house: House, book: sqlite3.Connection) -> None:
        self._house, self._book = house, book

    def begin(self) -> None:
        """Take a place first and copy then: what happens meanwhile is told behind the place."""
        if self._place() is None:
            answer, _ = self._house.call("list_changes", query={"after": "now"})
            self._write("INSERT INTO place VALUES (1, ?, 0)", answer["next"])
        if not self._place()[1]:
            for dossier in self._house.pages("list_dossiers", order="oldest"):
                self._copy(dossier["ref"])
            self._write("UPDATE place SET copied = 1")

    def follow(self) -> None:
        """Everything that is told by now; lines and the place behind them are written together."""
        more = True
        while more:
            answer, _ = self._house.call("list_changes", query={"after": self._place()[0]})
            for ref in self._torn(answer["changes"]):
                self._copy(ref)
            with self._book:
                for change in answer["changes"]:
                    self._keep(change["ref"], _line(change))
                self._book.execute("UPDATE place SET cursor = ?", (answer["next"],))
            more = answer["more"]

    def state_of(self, ref: str) -> str | None:
        """Where a dossier stands by its last line."""
        found = self._book.execute(
            "SELECT told FROM line WHERE ref = ? ORDER BY sequence DESC LIMIT 1", (ref,)
        ).fetchone()
        return json.loads(found[0])["to_state"] if found else None

    def _write(self, statement: str, *values: Any) -> None:
        with self._book:
            self._book.execute(statement, values)

    def _place(self) -> Any:
        return self._book.execute("SELECT cursor, copied FROM place").fetchone()

    def _torn(self, changes: list[dict[str, Any]]) -> list[str]:
        """Dossiers that came into sight in the middle of their history."""
        next_of: dict[str, int] = {}
        torn = []
        for change in changes:
            ref, sequence = change["ref"], change["sequence"]
            if ref not in next_of:
                held = self._book.execute("SELECT count(*) FROM line WHERE ref = ?", (ref,))
                next_of[ref] = held.fetchone()[0] + 1
            if sequence > next_of[ref]:
                torn.append(ref)
            next_of[ref] = max(next_of[ref], sequence + 1)
        return torn

    def _copy(self, ref: str) -> None:
        """The whole history of one dossier, unless it has gone out of sight."""
        try:
            answer, _ = self._house.call("get_history", thing=ref)
        except Refused as refused:
            if refused.status != 404:
                raise
            return
        with self._book:
            for line in answer["results"]:
                self._keep(ref, {name: value for name, value in line.items() if name != "texts"})

    def _keep(self, ref: str, line: dict[str, Any]) -> None:
        self._book.execute(
            "INSERT OR IGNORE INTO line VALUES (?, ?, ?)",
            (ref, line["sequence"], json.dumps(line, sort_keys=True)),
        )


def _line(change: Mapping[str, Any]) -> dict[str, Any]:
    """A change without what only places it in the feed."""
    return {
        name: value
        for name, value in change.items()
        if name not in ("cursor", "ref", "code", "version")
    }


class Desk:
    """The list of work: of each dossier the first task not done yet, as soon as its time has come."""

    def __init__(self, house: House, book: sqlite3.Connection, mirror: Mirror) -> None:
        self._house, self._book, self._mirror = house, book, mirror

    def take_up(self, plan: list[dict[str, Any]]) -> None:
        """Enter the plan; what has been entered before stays as it is."""
        with self._book:
            self._book.executemany(
                "INSERT OR IGNORE INTO work (number, ref, task) VALUES (?, ?, ?)",
                [(number, task["ref"], json.dumps(task)) for number, task in enumerate(plan)],
            )

    @property
    def is_clear(self) -> bool:
        return not self._book.execute("SELECT 1 FROM work WHERE NOT done").fetchone()

    def work(self) -> bool:
        """The next thing that can be done; answers whether there was one."""
        firsts = self._book.execute(
            "SELECT number, task, target FROM work WHERE number IN "
            "(SELECT min(number) FROM work WHERE NOT done GROUP BY ref) ORDER BY number"
        ).fetchall()
        return any(self._try(number, json.loads(task), target) for number, task, target in firsts)

    def _try(self, number: int, task: dict[str, Any], target: str | None) -> bool:
        """A task that was aimed before is asked for again as it was, for it may have been done."""
        if target is None:
            target = self._aim(task)
            if target is None:
                return False
            self._note(number, "target = ?", target)
        try:
            headers = self._ask(task, target, {"Idempotency-Key": f"department-{number}"})
        except Refused as refused:
            if refused.code not in ("stale", "wrong_state"):
                raise
            self._note(number, "target = ?", None)
            return False
        if headers.get("Idempotent-Replayed"):
            self._write("INSERT INTO repeated VALUES (?)", number)
        self._note(number, "done = ?", 1)
        return True

    def _aim(self, task: dict[str, Any]) -> str | None:
        """What the task is to be done to: a version, a notice, a letter; None while its time has not come."""
        if task["operation"] == "do_act":
            if self._mirror.state_of(task["ref"]) != task["when"]:
                return None
            dossier, headers = self._house.call("get_dossier", thing=task["ref"])
            return headers["ETag"] if dossier["state"] == task["when"] else None
        listed = {"answer_delay_notice": ("list_delay_notices", "open")}.get(
            task["operation"], ("list_apologies", "ready")
        )
        for row in self._house.pages(listed[0], state=listed[1]):
            if row["dossier"] == task["ref"]:
                return str(row["id"])
        return None

    def _ask(self, task: dict[str, Any], target: str, headers: dict[str, str]) -> Mapping[str, str]:
        headers["On-Behalf-Of"] = task["officer"]
        thing = target
        if task["operation"] == "do_act":
            headers["If-Match"], thing = target, task["ref"]
        _, answered = self._house.call(
            task["operation"], task["body"], headers=headers, thing=thing
        )
        return answered

    def _note(self, number: int, what: str, value: Any) -> None:
        self._write(f"UPDATE work SET {what} WHERE number = ?", value, number)  # noqa: S608

    def _write(self, statement: str, *values: Any) -> None:
        with self._book:
            self._book.execute(statement, values)


def main(server: str, folder: Path) -> None:
    """Work until the list is done and nothing more is told."""
    house = House(server, folder, os.environ["DEPARTMENT_TOKEN"])
    book = sqlite3.connect(folder / "book.sqlite")
    book.executescript(BOOK)
    mirror = Mirror(house, book)
    desk = Desk(house, book, mirror)
    desk.take_up(json.loads((folder / "plan.json").read_text("utf-8")))
    mirror.begin()
    mirror.follow()
    while not desk.is_clear:
        if not desk.work():
            time.sleep(PAUSE)
        mirror.follow()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
