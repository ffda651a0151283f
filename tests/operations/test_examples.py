"""nginx, PostgreSQL and Redis take the files of deploy/ as they are."""

import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
import redis

from config.embedded import binaries, cluster
from config.embedded.errors import EmbeddedError
from config.embedded.places import place
from tests.chaos.programs import wait_until
from tests.operations.proxy import NGINX, WHY_NOT, Proxy
from tests.operations.units import DEPLOY
from tests.private_redis import free_port, redis_program


def test_nginx_understands_the_proxys_files(tmp_path: Path) -> None:
    if NGINX is None:
        pytest.skip(WHY_NOT)
    servers = ["127.0.0.1:8001", "127.0.0.1:8002"]
    proxy = Proxy(
        tmp_path / "proxy",
        address="127.0.0.1",
        ports=(free_port(), free_port()),
        servers=servers,
    )
    done = proxy.is_understood()
    assert not done.returncode, done.stderr
    assert "warn" not in done.stderr


def test_a_machine_is_taken_out_and_in_again_but_never_the_last_one(tmp_path: Path) -> None:
    upstreams = tmp_path / "upstreams.conf"
    shutil.copy(DEPLOY / "nginx" / "upstreams.conf", upstreams)
    before = upstreams.read_text("utf-8")

    def drain(*words: str) -> int:
        return subprocess.run(
            [DEPLOY / "nginx" / "drain.sh", *words],
            env={"PATH": "/usr/bin:/bin", "UPSTREAMS": str(upstreams), "NGINX_COMMAND": "true"},
            capture_output=True,
        ).returncode

    first, second = "10.20.0.11:8000", "10.20.0.12:8000"
    assert drain("out", first) == 0
    assert drain("out", first) == 0
    assert f"server {first} max_fails=1 fail_timeout=10s down;" in upstreams.read_text("utf-8")
    assert drain("out", second) == 1
    assert drain("out", "10.20.0.1:8000") == 1
    assert drain("in", first) == 0
    assert upstreams.read_text("utf-8") == before


def statements_of(name: str) -> list[bytes]:
    """What psql would send, for an account and a database of another name."""
    lines = (DEPLOY / "postgresql" / name).read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("--"))
    text = text.replace(":password", "'x'").replace("casetracking", "another")
    return [part.encode() for part in text.split(";") if part.strip()]


@pytest.mark.slow
@pytest.mark.parametrize("memory", ["memory_8gb", "memory_32gb"])
def test_postgresql_starts_with_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: str
) -> None:
    monkeypatch.setenv("EMBEDDED_POSTGRES", "installed")
    try:
        programs = binaries.choose()
    except EmbeddedError:
        pytest.skip("no PostgreSQL is installed")
    where = place(tmp_path / "postgres")
    cluster.initialise(where, programs)
    conf = "".join(
        (DEPLOY / "postgresql" / f"{name}.conf").read_text("utf-8")
        for name in ("casetracking", memory)
    )
    wanted = {
        name.strip(): value.strip().strip("'")
        for name, _, value in (
            line.partition("=") for line in conf.splitlines() if line[:1] not in ("", "#")
        )
    }
    with (where.data / "postgresql.conf").open("a") as settings:
        # Archiving is played in test_restore.py; huge memory need not be there to be asked for.
        settings.write(f"{conf}\narchive_command = 'true'\n")
    try:
        cluster.start(where, programs)
        dsn = f"dbname={cluster.DATABASE} user={cluster.OWNER} host={where.socket_folder}"
        with psycopg.connect(dsn, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT name FROM pg_settings WHERE source = 'configuration file'"
            ).fetchall()
            errors = connection.execute(
                "SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL"
            ).fetchall()
            for statement in statements_of("role.sql"):
                connection.execute(statement)
    finally:
        if cluster.is_ready(where):
            cluster.stop(where, programs)
        shutil.rmtree(where.home, ignore_errors=True)
    assert errors == []
    assert set(wanted) <= {name.lower() for (name,) in rows}


def test_redis_starts_with_the_settings_and_refuses_rather_than_forgets(tmp_path: Path) -> None:
    port = free_port()
    conf = str(DEPLOY / "redis" / "casetracking.conf")
    command = [redis_program(), conf, "--port", str(port), "--dir", str(tmp_path)]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as server,
        redis.Redis(port=port) as client,
    ):
        try:

            def answers() -> bool:
                assert server.poll() is None, (tmp_path / "log").read_text("utf-8")
                try:
                    return bool(client.ping())
                except redis.RedisError:
                    return False

            wait_until(answers, "Redis")
            told = client.config_get("*")
            assert told["maxmemory-policy"] == "noeviction"
            assert told["appendonly"] == "yes"
            client.config_set("maxmemory", "1")
            with pytest.raises(redis.exceptions.OutOfMemoryError):
                client.lpush("sweeps", "task")
        finally:
            server.terminate()
