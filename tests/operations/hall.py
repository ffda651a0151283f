"""Machines of an inner network, and a street outside, as network namespaces; links that can be cut."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

#: The addresses that deploy/nginx names as examples.
MACHINES = {
    "proxy": "10.20.0.10",
    "web1": "10.20.0.11",
    "web2": "10.20.0.12",
    "data": "10.20.0.20",
    "work": "10.20.0.30",
}
#: Where the proxy is seen from outside.
OUTSIDE = "192.0.2.1"


class Hall:
    """A switch and what is plugged into it; nothing of it is seen by the machine on which it is played."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def inside(self, machine: str) -> list[str]:
        """What to write before a command so that it runs on that machine."""
        return ["ip", "netns", "exec", f"{self._mark}-{machine}"]

    def cut(self, machine: str) -> None:
        """What is sent to it or by it vanishes; nobody is told."""
        self._ip("-n", f"{self._mark}-switch", "link", "set", machine, "down")

    def join(self, machine: str) -> None:
        self._ip("-n", f"{self._mark}-switch", "link", "set", machine, "up")

    def build(self) -> None:
        for place in ("switch", "street", *MACHINES):
            self._ip("netns", "add", f"{self._mark}-{place}")
            self._ip("-n", f"{self._mark}-{place}", "link", "set", "lo", "up")
        switch = f"{self._mark}-switch"
        self._ip("-n", switch, "link", "add", "switch", "type", "bridge")
        self._ip("-n", switch, "link", "set", "switch", "up")
        for machine, address in MACHINES.items():
            self._plug(switch, machine, machine, "inner", f"{address}/24")
            self._ip("-n", switch, "link", "set", machine, "master", "switch")
        self._plug(f"{self._mark}-street", "outer", "proxy", "outer", f"{OUTSIDE}/24")
        self._ip("-n", f"{self._mark}-street", "address", "add", "192.0.2.2/24", "dev", "outer")

    def _plug(self, place: str, port: str, machine: str, device: str, address: str) -> None:
        """A cable from `port` of a place to `device` of a machine, both switched on."""
        its = f"{self._mark}-{machine}"
        self._ip(
            *("link", "add", port, "netns", place, "type", "veth"),
            *("peer", "name", device, "netns", its),
        )
        self._ip("-n", place, "link", "set", port, "up")
        self._ip("-n", its, "address", "add", address, "dev", device)
        self._ip("-n", its, "link", "set", device, "up")

    def tear_down(self) -> None:
        for place in ("switch", "street", *MACHINES):
            subprocess.run(["ip", "netns", "delete", f"{self._mark}-{place}"], capture_output=True)

    def set(self, machine: str, file: str) -> None:
        """The kernel's settings of a machine, from a file as /etc/sysctl.d holds them."""
        with open(file, encoding="utf-8") as lines:
            pairs = [line.split("=") for line in lines if line.strip() and line[0] != "#"]
        for name, value in pairs:
            path = f"/proc/sys/{name.strip().replace('.', '/')}"
            subprocess.run(
                [*self.inside(machine), "sh", "-c", f"echo {value.strip()} > {path}"], check=True
            )

    @staticmethod
    def _ip(*arguments: str) -> None:
        subprocess.run(["ip", *arguments], check=True, capture_output=True)


def may_be_built() -> bool:
    """Whether this account may make namespaces, and `ip` is installed."""
    if shutil.which("ip") is None:
        return False
    made = subprocess.run(["ip", "netns", "add", "casetracking-may-be"], capture_output=True)
    subprocess.run(["ip", "netns", "delete", "casetracking-may-be"], capture_output=True)
    return made.returncode == 0


@contextmanager
def hall(mark: str) -> Iterator[Hall]:
    built = Hall(mark)
    try:
        built.build()
        yield built
    finally:
        built.tear_down()
