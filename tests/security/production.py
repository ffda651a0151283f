"""The whole house as a province runs it, in a process of its own: settings are read once, at start."""

import os
import subprocess
import sys
from pathlib import Path

from config.embedded.places import PROJECT
from tests.tokens import authority

#: Everything that docs/operations/settings.md says production must set; nothing is connected to.
ENVIRONMENT = {
    "PRODUCTION": "1",
    "SECRET_KEY": "A9-x7Qm2Lr5Vt8Kp3Wd6Zs1Yb4Nc0Hf9Jg2Rk5Tq8Xv1Mz4Pw7Ld0",
    "LOOKUP_PIN_KEY": "B8-w6Pn1Kq4Us7Jo2Vc5Yr0Xa3Mb9Ge8If1Qj4Sp7Wu0Ly3Ov6Kc9",
    "DATABASE_URL": "postgres://user:password@127.0.0.1:1/name",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.vidu.example:587",
    "SMS_GATEWAY_URL": "https://sms.vidu.example/send",
    "ALLOWED_HOSTS": "hoso.vidu.example",
    "PUBLIC_URL": "https://hoso.vidu.example",
    "TRUSTED_PROXIES": "1",
    "SIGNING_MODE": "token",
    "S3_BUCKET": "ho-so",
    "CLAMD_ADDRESS": "127.0.0.1:3310",
}


def in_production(
    *command: str, folder: Path, **changed: str
) -> "subprocess.CompletedProcess[str]":
    """What Python says to the command with a full production environment, some of it changed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    roots = folder / "roots.pem"
    roots.write_bytes(authority().pem)
    own = {"VAR_DIR": str(folder), "SIGNING_TRUST_ROOTS": str(roots)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env={**kept, **ENVIRONMENT, **own, **changed},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
