"""Moments given as facts: ISO 8601, the office's own time where no offset stands."""

from collections.abc import Mapping
from datetime import datetime

from dossiers.domain.refusals import ActRefused
from procedures.domain.zone import local


def moment_given(facts: Mapping[str, str], name: str) -> datetime:
    """The moment of a fact, in the office's zone; refuses `bad_<name>` where the text gives none."""
    try:
        return local(datetime.fromisoformat(facts[name]))
    except (ValueError, OverflowError):
        raise ActRefused(f"bad_{name}", field=name, why="not_a_moment") from None
