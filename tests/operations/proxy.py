"""nginx with the files of deploy/nginx, at another place and with a certificate of the tests' own."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.operations.units import DEPLOY

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
WHY_NOT = "no nginx on this machine (apt-get install nginx-light)"
#: What Debian's own nginx.conf would say around the site's file.
AROUND = """\
{user}worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Proxy:
    """One address for all web machines."""

    def __init__(
        self,
        folder: Path,
        *,
        address: str,
        ports: tuple[int, int],
        servers: Sequence[str],
        on: Sequence[str] = (),
    ) -> None:
        self.folder, self.address, self._on = folder, f"https://{address}:{ports[1]}", list(on)
        folder.mkdir()
        self.authority = folder / "fullchain.pem"
        certify(address, self.authority, folder / "key.pem")
        shutil.copy(DEPLOY / "nginx" / "upstreams.conf", folder)
        self._name_servers(servers)
        site = (DEPLOY / "nginx" / "casetracking.conf").read_text("utf-8")
        for old, new in (
            ("/etc/nginx/casetracking", str(folder)),
            ("/etc/ssl/casetracking", str(folder)),
            ("/var/log/nginx", str(folder)),
            ("tracking.example.gov.vn", address),
            ("listen 80;", f"listen {ports[0]};"),
            ("listen 443 ", f"listen {ports[1]} "),
        ):
            assert old in site, old
            site = site.replace(old, new)
        # A machine without IPv6 would refuse them.
        site = re.sub(r"^ *listen \[::\].*\n", "", site, flags=re.MULTILINE)
        (folder / "site.conf").write_text(site, "utf-8")
        user = "" if os.geteuid() else "user root;\n"
        (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder), "utf-8")

    def _name_servers(self, servers: Sequence[str]) -> None:
        text = self.upstreams.read_text("utf-8")
        named = re.findall(r"^ *server (\S+)", text, re.MULTILINE)
        assert len(named) == len(servers)
        for old, new in zip(named, servers, strict=True):
            text = text.replace(f"server {old} ", f"server {new} ")
        self.upstreams.write_text(text, "utf-8")

    @property
    def upstreams(self) -> Path:
        return self.folder / "upstreams.conf"

    @property
    def command(self) -> list[str]:
        return [*self._on, str(NGINX), "-c", str(self.folder / "nginx.conf"), "-e", "stderr"]

    def is_understood(self) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True)

    def lines(self) -> list[str]:
        """Its log, a JSON object a line."""
        return (self.folder / "casetracking.log").read_text("utf-8").splitlines()

    def drain(self, word: str, server: str) -> None:
        """`out` or `in`, by the script that operators use."""
        subprocess.run(
            [str(DEPLOY / "nginx" / "drain.sh"), word, server],
            env={
                **os.environ,
                "UPSTREAMS": str(self.upstreams),
                "NGINX_COMMAND": " ".join(self.command),
                "NGINX_PID": str(self.folder / "nginx.pid"),
            },
            check=True,
        )


def certify(address: str, certificate: Path, key: Path) -> None:
    """A certificate for an address, by nobody but itself."""
    drawn = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(drawn.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), False)
        .sign(drawn, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    key.write_bytes(drawn.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
