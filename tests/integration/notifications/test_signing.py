"""The demonstration authority between processes: whoever starts first makes it, all sign with the same key."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

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


def signed_by_a_process(unsigned: bytes, var: Path) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", _SIGN],
        input=unsigned,
        stdout=subprocess.PIPE,
        check=True,
        cwd=PROJECT,
        env={
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(var),
            # Never asked; without it the process would start a database of its own.
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        },
    )
    return done.stdout


@pytest.mark.slow
def test_processes_that_start_together_sign_with_one_key(tmp_path: Path) -> None:
    unsigned = typeset(LETTER, letter().as_json()).pdf
    with ThreadPoolExecutor(max_workers=3) as pool:
        files = list(pool.map(lambda _: signed_by_a_process(unsigned, tmp_path), range(3)))
    assert len({read_signatures(file)[0].serial for file in files}) == 1
    assert list(tmp_path.glob("signing*")) == [tmp_path / "signing"]
    made = sorted(file.name for file in (tmp_path / "signing").iterdir())
    assert made == ["root.pem", "server.p12"]
