"""`check --deploy` with a full production environment, what it finds when much is left undone, and https."""

import json
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.security.production import in_production

CHECK = ("manage.py", "check", "--deploy", "--fail-level", "INFO")
#: What a production process answers, over http and over https, and its settings of cookies.
ANSWERS = """
import json
from config.wsgi import application
from django.conf import settings
from django.core.cache import caches
from django.test import Client
caches["pages"].set("downtimes", [], None)  # there is no database
client = Client(headers={"host": "hoso.vidu.example"})
def told(answer):
    return {"status": answer.status_code, **dict(answer.items())}
print(json.dumps({
    "plain": told(client.get("/tinh-han/")),
    "safe": told(client.get("/healthz", headers={"x-forwarded-proto": "https"})),
    "other": told(client.get("/healthz", headers={"host": "attacker.example"})),
    "cookies": {name: getattr(settings, name) for name in dir(settings) if "_COOKIE_" in name},
}))
"""


class Awake(socketserver.BaseRequestHandler):
    """All that the check asks of a virus scanner."""

    def handle(self) -> None:
        self.request.recv(64)
        self.request.sendall(b"PONG\0")


@pytest.fixture
def scanner() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Awake) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_production_settings_pass_every_check(tmp_path: Path, scanner: str) -> None:
    answer = in_production(*CHECK, folder=tmp_path, CLAMD_ADDRESS=scanner)
    assert answer.returncode == 0, answer.stderr
    assert "System check identified no issues (0 silenced)." in answer.stdout


def test_no_check_is_silenced() -> None:
    assert settings.SILENCED_SYSTEM_CHECKS == []


def test_each_thing_left_undone_is_told(tmp_path: Path) -> None:
    undone = {
        "security.W018": ("DEBUG", "1"),
        "security.W009": ("SECRET_KEY", "short"),
        "security.W008": ("SECURE_SSL_REDIRECT", "0"),
        "security.W005": ("HSTS_INCLUDE_SUBDOMAINS", "0"),
        "security.W021": ("HSTS_PRELOAD", "0"),
        "casetracking.E013": ("ALLOWED_HOSTS", "*"),
        "casetracking.W013": ("TRUSTED_PROXIES", "0"),
        "casetracking.W062": ("CLAMD_ADDRESS", "127.0.0.1:1"),
        "casetracking.W001": ("PUBLIC_URL", "http://hoso.vidu.example"),
    }
    answer = in_production(*CHECK, folder=tmp_path, **dict(undone.values()))
    assert answer.returncode == 1
    assert not [number for number in undone if number not in answer.stderr]


def test_https_is_demanded_and_kept_and_cookies_are_bound_to_it(tmp_path: Path) -> None:
    answer = in_production("-c", ANSWERS, folder=tmp_path)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["plain"]["status"] == 301
    assert told["plain"]["Location"] == "https://hoso.vidu.example/tinh-han/"
    assert told["safe"]["status"] == 200
    kept = "max-age=31536000; includeSubDomains; preload"
    assert told["safe"]["Strict-Transport-Security"] == kept
    assert told["other"]["status"] == 400
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        of = {name: told["cookies"][f"{cookie}_COOKIE_{name}"] for name in ("NAME", *COOKIE)}
        assert of.pop("NAME").startswith("__Host-")
        assert of == COOKIE


#: As the prefix `__Host-` demands it, out of reach of scripts, and not sent along by another site.
COOKIE = {"SECURE": True, "HTTPONLY": True, "SAMESITE": "Lax", "PATH": "/", "DOMAIN": None}
