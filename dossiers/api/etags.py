"""The dossier's version as an ETag: `"7"`."""

import re
from collections.abc import Mapping
from typing import Any

from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Dossier
from dossiers.selectors.meanwhile import stale

#: Proxies that compress mark an ETag as weak; the version in it is the same.
_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def etag_of(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def expected_version(if_match: str | None, dossier: Dossier) -> int | None:
    """The version an act is asked to build on, None if any will do; refuses `bad_if_match`, `stale`."""
    if if_match is None or if_match.strip() == "*":
        return None
    tags = _tags(if_match)
    if not tags:
        raise ActRefused("bad_if_match", field="If-Match")
    if str(dossier.version) not in tags:
        raise stale(dossier, since=_newest_seen(tags, dossier.version))
    return dossier.version


def is_unchanged(if_none_match: str | None, row: Mapping[str, Any]) -> bool:
    """Whether the caller's copy is still true.

    A dossier becomes late by the clock alone, without a new version: then the copy may be of the
    time before, and is sent again.
    """
    if if_none_match is None or _became_late_by_clock(row):
        return False
    return if_none_match.strip() == "*" or str(row["version"]) in _tags(if_none_match)


def _became_late_by_clock(row: Mapping[str, Any]) -> bool:
    return row["overdue"] and row["late_since"] is None and row["state"] in OPEN_STATES


def _newest_seen(tags: list[str], current: int) -> int:
    """The newest version the caller can have read; of what was never a version, the present one."""
    numbers = [int(tag) for tag in tags if tag.isascii() and tag.isdigit() and len(tag) < 10]
    return max((number for number in numbers if number < current), default=current)


def _tags(header: str) -> list[str]:
    return _TAG.findall(header)
