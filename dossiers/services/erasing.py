"""Personal data is erased once its time is over; what figures and the history's chain need stays.

Source: Law 91/2025/QH15, art. 3 (kept no longer than needed), before it Decree 13/2023/NĐ-CP,
arts 3.7 and 16. What goes and what is left in its place stands in the register
(`dossiers.domain.personal_data`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Func, JSONField, Model, QuerySet, Value, When

from dossiers.domain.personal_data import ERASED, Datum, Holding, Left
from dossiers.models import Dossier, DossierFile
from dossiers.selectors.personal_data import erasable_dossiers, holdings, rows_of
from dossiers.services.filing import discard_content
from dossiers.services.history import append_event
from dossiers.services.keeping_files import erase_files

logger = structlog.get_logger(__name__)

#: Dossiers of one transaction: seconds of locks on dossiers that nobody works on any more.
CHUNK = 100
#: The line of the history that says so; copies of the dossier elsewhere hear it as any other change.
ACT = "erase"


@dataclass(frozen=True, slots=True)
class Foretold:
    """What an erasure would take: dossiers, and rows by table."""

    before: datetime | None
    dossiers: int
    rows: dict[str, int]


def kept_since(at: datetime) -> datetime | None:
    """The moment before which dossiers must have ended to be erased; None where nothing ever is.

    `PERSONAL_DATA_YEARS` full years; what would begin on 29 February begins on the 28th.
    """
    years: int = settings.PERSONAL_DATA_YEARS
    if years < 1:
        return None
    try:
        return at.replace(year=at.year - years)
    except ValueError:
        return at.replace(year=at.year - years, day=28)


def foretell_erasure(*, at: datetime) -> Foretold:
    """Count what `erase_personal_data` would take now, and change nothing."""
    before = kept_since(at)
    if before is None:
        return Foretold(None, 0, {})
    keys = list(erasable_dossiers(before=before).values_list("pk", flat=True))
    rows = {each.model: rows_of(each, keys).count() for each in holdings()}
    return Foretold(before, len(keys), rows)


def erase_personal_data(*, at: datetime) -> int:
    """Erase what has had its time; answers of how many dossiers.

    A chunk a transaction: killed in between, the next run goes on where this one stopped. Two at
    once take different dossiers.
    """
    before = kept_since(at)
    erased = 0
    while before is not None and (done := _erase_some(before, at=at)):
        erased += done
    if erased:
        logger.info("personal_data_erased", dossiers=erased, ended_before=str(before))
    return erased


@transaction.atomic
def _erase_some(before: datetime, *, at: datetime) -> int:
    locked = erasable_dossiers(before=before).select_for_update(skip_locked=True, of=("self",))
    dossiers = list(locked.order_by("pk")[:CHUNK])
    keys = [dossier.pk for dossier in dossiers]
    _erase_contents(keys)
    for holding in holdings():
        _erase_rows(rows_of(holding, keys), holding, at=at)
    Dossier.objects.filter(pk__in=keys).update(version=F("version") + 1)
    for dossier in dossiers:
        append_event(dossier, act=ACT, from_state=dossier.state, at=at, facts={})
    return len(keys)


def _erase_contents(keys: Sequence[int]) -> None:
    """Contents of files go once the transaction is committed; those of a killed process by the sweep of orphans."""
    with_files = DossierFile.objects.filter(dossier__in=keys).values_list("dossier", flat=True)
    for key in with_files.distinct():
        for path in erase_files(key):
            transaction.on_commit(partial(discard_content, path))


def _erase_rows(rows: QuerySet[Model], holding: Holding, *, at: datetime) -> None:
    values: dict[str, Any] = {name: _left(name, datum) for name, datum in holding.fields.items()}
    if holding.stamp:
        values[holding.stamp] = at
    rows.update(**values)


_PLAIN: Mapping[Left, Any] = {Left.BLANK: "", Left.NULL: None, Left.LIST: [], Left.OBJECT: {}}


def _left(name: str, datum: Datum) -> Any:
    """The value that is left in a column."""
    if datum.left in _PLAIN:
        return _PLAIN[datum.left]
    return {
        Left.MARK: Case(When(**{name: ""}, then=Value("")), default=Value(ERASED)),
        Left.MARKED_LIST: Case(When(**{name: []}, then=_json([])), default=_json([ERASED])),
        Left.BYTES: Case(When(**{f"{name}__isnull": True}, then=None), default=Value(b"")),
        Left.PARTS: Case(When(**{name: {}}, then=F(name)), default=_replaced(name, datum.parts)),
    }[datum.left]


def _replaced(name: str, parts: Mapping[str, Any]) -> Func:
    """A JSON object with other parts in place of some of its own."""
    return Func(
        F(name),
        _json(dict(parts)),
        template="(%(expressions)s)",
        arg_joiner=" || ",
        output_field=JSONField(),
    )


def _json(value: Any) -> Value:
    return Value(value, output_field=JSONField())
