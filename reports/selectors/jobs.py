"""The periodic jobs whose heartbeat is told to those who answer for the system running."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Watched:
    """The periodic jobs: how long each may be without a finished run, and what it is called."""

    patience: Mapping[str, timedelta]
    labels: Mapping[str, str | Promise]
