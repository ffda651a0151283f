"""The house's clock, moved while it runs: a file says how many seconds it is ahead of the machine's.

Imported before anything else that looks at the clock.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

_FILE = Path(os.environ["CHAOS_CLOCK"])


def _now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=float(_FILE.read_text("ascii")))


timezone.now = _now
