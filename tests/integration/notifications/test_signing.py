"""The demonstration authority between processes: whoever starts first makes it, all sign with the same key."""

import subprocess
import sys
from pathlib import Path

from config.embedded.places import PROJECT
from dossiers.forms import typeset
from notifications.forms import LETTER
from notifications.signing import read_signatures
from tests.unit.forms.papers import letter

#: Signs what comes in on standard input, as a process of its own with its own settings.
_SIGN = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from notifications.signing import sign_with_server_key
sys.stdout.buffer.write(sign_with_server_key(
    sys.stdin.buffer.read(),
    agency_code="H41.90", reason="Thử", location="Nghệ An", at=datetime(2026, 11, 26, tzinfo=UTC),
))
"""


def signing_process(var: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _SIGN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        env={
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(var),
            # Never asked; without it the process would start a database of its own.
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        },
    )


def test_processes_that_start_together_sign_with_one_key(tmp_path: Path) -> None:
    unsigned = typeset(LETTER, letter().as_json()).pdf
    processes = [signing_process(tmp_path) for _ in range(3)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(unsigned)
        process.stdin.close()
    files = [process.stdout.read() for process in processes if process.stdout is not None]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0]
    serials = {read_signatures(file)[0].serial for file in files}
    assert len(serials) == 1
    assert sorted(file.name for file in (tmp_path / "signing").iterdir()) == [
        "root.pem",
        "server.p12",
    ]
    assert list(tmp_path.glob("signing*")) == [tmp_path / "signing"]
