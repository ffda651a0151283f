"""The signing key of the embedded default: drawn once, kept in a file that only its owner reads."""

import os
import secrets
import uuid
from pathlib import Path


def read_or_create(file: Path) -> str:
    """The key in `file`; the first of several processes to ask draws it, and all read the same one."""
    try:
        return file.read_text("ascii")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
    drawn = file.with_name(f"{file.name}.{uuid.uuid4().hex}")
    descriptor = os.open(drawn, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(48))
    try:
        # Linking, unlike renaming, leaves the key that another process was first to draw.
        os.link(drawn, file)
    except FileExistsError:
        pass
    finally:
        drawn.unlink()
    return file.read_text("ascii")
