"""A process inside the house, with Django, the database and the house's clock, that does one thing after another."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.embedded.places import PROJECT


class Assistant:
    """`inside.py`, started when it is first asked: Django takes seconds to come up."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        # Its connections end with each word: the server may be gone before the next.
        self._environment = {**environment, "DATABASE_POOL": "0"}
        self._said = Path(environment["VAR_DIR"]) / "inside.log"
        self._process: subprocess.Popen[str] | None = None

    def ask(self, word: str, *arguments: Any) -> Any:
        """The answer to one of the words of `inside.py`."""
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([word, *arguments]) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline() or "{}")
        assert "told" in answer, self._said.read_text("utf-8")[-4000:]
        return answer["told"]

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def _start(self) -> "subprocess.Popen[str]":
        with self._said.open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.inside"],
                cwd=PROJECT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                start_new_session=True,
            )
