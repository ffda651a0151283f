"""The kinds of long work there are. Apps above make theirs known; none is imported here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from batches.models import Batch
from batches.services.work import Work


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    `is_allowed` is asked again when a worker begins: rights may be lost meanwhile. `run` does the
    work, safe to be begun anew after it was cut off; it raises `BatchRefused` with a code of
    `Failure` to break the batch off.
    """

    key: str
    label: str | Promise
    is_allowed: Callable[[Batch], bool]
    run: Callable[[Work], None]


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind of work known, once."""
    if kind.key in _kinds:
        raise ValueError(f"a kind {kind.key!r} of batches is known already")
    _kinds[kind.key] = kind


def kind_of(batch: Batch) -> Kind:
    """The batch's kind; `KeyError` when nobody has made it known."""
    return _kinds[batch.kind]


def label_of_kind(key: str) -> str:
    """What a kind is called; one that is no longer known, by its key."""
    return str(_kinds[key].label) if key in _kinds else key
