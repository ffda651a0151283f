"""Several machines: one is cut off in the middle of the work and comes back; nothing is lost, nothing done twice."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.chaos.programs import wait_until
from tests.operations.hall import MACHINES, OUTSIDE, Hall, hall, may_be_built
from tests.operations.house import House, house, visited, wait_until_ready
from tests.operations.proxy import NGINX, WHY_NOT, Proxy
from tests.operations.units import DEPLOY

pytestmark = pytest.mark.slow

#: Longer than the database waits for a machine that is silent, so that its locks are free again.
AWAY = 25.0
#: Host, authority, path: tells status and answer.
ASKS = """
import http.client, ssl, sys
host, authority, path = sys.argv[1:]
context = ssl.create_default_context(cafile=authority)
connection = http.client.HTTPSConnection(host, timeout=30, context=context)
connection.request("GET", path)
answer = connection.getresponse()
print(answer.status, answer.read().decode(), sep="\\n", end="")
"""
DATA, WEB = MACHINES["data"], ("web1", "web2")


@pytest.fixture(scope="module")
def machines() -> Iterator[Hall]:
    if not may_be_built():
        pytest.skip("network namespaces need root and iproute2")
    if NGINX is None:
        pytest.skip(WHY_NOT)
    with hall(f"ct{os.getpid()}") as built:
        yield built


@pytest.fixture(scope="module")
def served(
    machines: Hall, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, Proxy]]:
    """A database's machine, two web machines, a worker's and a proxy, all of it at work."""
    tmp_path = tmp_path_factory.mktemp("hosts")
    with house(tmp_path / "var") as built:
        built.make_database("listen_addresses = '*'", access="host all all 10.20.0.0/24 trust\n")
        built.start_database(machines.inside("data"))
        built.settings |= {
            "DATABASE_URL": f"postgres://casetracking@{DATA}:5432/casetracking"
            "?connect_timeout=5&tcp_user_timeout=15000",
            "REDIS_URL": f"redis://{DATA}:6379/0",
            "ALLOWED_HOSTS": ",".join((OUTSIDE, *(MACHINES[web] for web in WEB))),
            "WEB_PROCESSES": "4",
        }
        built.start_redis(6379, bind="0.0.0.0", on=machines.inside("data"))  # noqa: S104
        built.furnish()
        servers = [f"{MACHINES[web]}:8000" for web in WEB]
        for name, server in zip(WEB, servers, strict=True):
            built.start_web(name, server, on=machines.inside(name))
        built.start_worker("work", on=machines.inside("work"))
        built.start_beat(on=machines.inside("work"))
        machines.set("proxy", str(DEPLOY / "nginx" / "sysctl.conf"))
        proxy = Proxy(
            tmp_path / "proxy",
            address=OUTSIDE,
            ports=(80, 443),
            servers=servers,
            on=machines.inside("proxy"),
        )
        built.program("nginx", [*proxy.command, "-g", "daemon off;"])
        for server in servers:
            wait_until_ready(server, on=machines.inside("proxy"))
        yield built, proxy


def served_since(proxy: Proxy, since: int, server: str) -> int:
    """How many requests a web machine has answered since a line of the proxy's log."""
    lines = [json.loads(line) for line in proxy.lines()[since:]]
    return sum(line["upstream"].endswith(server) and line["status"] < 500 for line in lines)


def test_a_web_machine_is_cut_off_and_comes_back(
    machines: Hall, served: tuple[House, Proxy]
) -> None:
    built, proxy = served
    cut = f"{MACHINES['web1']}:8000"
    where = {
        "address": proxy.address,
        "authority": str(proxy.authority),
        "clients": 6,
        **built.office,
    }
    with visited(where, on=machines.inside("street")) as told:
        wait_until(lambda: built.count("dossiers_dossier") > 20, "the first dossiers")
        assert served_since(proxy, 0, cut)

        machines.cut("web1")
        built.log.note("web1 is cut off")
        before, since = built.count("dossiers_dossier"), time.monotonic()
        wait_until(lambda: built.count("dossiers_dossier") > before + 5, "work without web1")
        went_on = time.monotonic() - since
        time.sleep(max(0.0, AWAY - went_on))
        during = built.count("dossiers_dossier") - before

        machines.join("web1")
        built.log.note("web1 is back")
        line = len(proxy.lines())
        wait_until(lambda: served_since(proxy, line, cut) > 20, "work by web1")

        machines.cut("work")
        built.log.note("the worker is cut off")
        time.sleep(5)
        machines.join("work")
        built.log.note("the worker is back")

    wait_until(built.has_told_all, "the messages")
    sys.stdout.write(
        f"requests {told['requests']}, dossiers {told['lives']}; the first five without web1 after "
        f"{went_on:.1f} s, {during} while it was away; asked again {len(told['unanswered'])} times, "
        f"slowest answer {told['slowest']:.1f} s\n"
    )
    sys.stdout.write("".join(f"  {line}\n" for line in told["unanswered"]))
    assert told["refused"] == []
    assert len(told["confirmed"]) >= 4 * told["lives"] > 0
    assert built.inside("sound", told["confirmed"]) == []
    # Only what was under way to the machine that vanished was not answered at once.
    assert len(told["unanswered"]) <= 3 * where["clients"]


def test_outside_nobody_sees_what_is_for_operators(
    machines: Hall, served: tuple[House, Proxy]
) -> None:
    _, proxy = served

    def ask(path: str) -> tuple[int, str]:
        command = [sys.executable, "-c", ASKS, OUTSIDE, str(proxy.authority), path]
        asked = subprocess.run(
            [*machines.inside("street"), *command], capture_output=True, text=True, check=True
        )
        status, _, body = asked.stdout.partition("\n")
        return int(status), body

    assert ask("/metrics")[0] == 404
    assert ask("/readyz")[0] == 403
    assert ask("/healthz?full") == (200, "ok")
    assert ask("/")[0] == 200
