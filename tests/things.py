"""What an address can lead to in the neighbourhood: the values of its named parts, and whose dossier it is about.

An address with a part that no line here fills fails the tests that walk through all addresses.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import Model

from agencies.models import Delegation
from batches.models import Batch
from dossiers.models import Announcement, DossierFile, Feedback, IssuedForm, Outage
from notifications.models import (
    ApologyLetter,
    DelayNotice,
    Downtime,
    OverdueFlag,
    ReminderLetter,
)
from tests.neighbourhood import Neighbourhood


@dataclass(frozen=True)
class Thing:
    """Values for the named parts of an address; `dossier` is the word for the dossier it belongs to."""

    parts: dict[str, str] = field(hash=False)
    dossier: str | None = None


def things_at(address: str, built: Neighbourhood) -> list[Thing]:
    """Whatever exists that the address, `/api/v1/dossiers/{key}/`, can lead to."""
    for pattern, find in _FOUND:
        if re.search(pattern, address):
            return list(find(built))
    raise KeyError(f"tests/things.py knows nothing that stands at {address}.")


def absent(thing: Thing) -> Thing:
    """A thing of the same form that does not exist."""
    return Thing({name: _absent(name, value) for name, value in thing.parts.items()})


def nameless(text: str, thing: Thing) -> str:
    """A text without what the thing is called; a bare number is a name only as a part of an address."""
    for value in thing.parts.values():
        name = f"(?<=/){value}(?=/)" if value.isdecimal() else re.escape(value)
        text = re.sub(name, "…", text)
    return text


def _absent(name: str, value: str) -> str:
    if re.fullmatch(r"[0-9a-f-]{36}", value):
        return str(uuid.UUID(int=uuid.UUID(value).int ^ 0xFFFF))
    if value.startswith("H41"):
        return f"{value[:-4]}9999"
    return "999999" if value.isdecimal() and name != "kind" else value


def _dossiers(built: Neighbourhood, **parts: str) -> Iterator[Thing]:
    for word, dossier in built.dossiers.items():
        yield Thing({"key": dossier.key, **parts}, word)


def _forms(built: Neighbourhood) -> Iterator[Thing]:
    for word, dossier in built.dossiers.items():
        kinds = IssuedForm.objects.filter(dossier=dossier).values_list("kind", flat=True)
        slip = ["05"] if dossier.was_received else []
        for kind in sorted({*kinds, *slip}):
            yield Thing({"key": dossier.key, "kind": kind}, word)


def _below(
    model: type[Model], name: str, column: str
) -> Callable[[Neighbourhood], Iterator[Thing]]:
    """Rows of a model that are reached through their dossier."""

    def find(built: Neighbourhood) -> Iterator[Thing]:
        for word, dossier in built.dossiers.items():
            rows = model._default_manager.filter(dossier=dossier).order_by("pk")
            for value in rows.values_list(column, flat=True):
                yield Thing({"key": dossier.key, name: str(value)}, word)

    return find


def _rows(model: type[Model], name: str, column: str) -> Callable[[Neighbourhood], Iterator[Thing]]:
    """Rows that belong to a dossier, by a column that names them in the address."""

    def find(built: Neighbourhood) -> Iterator[Thing]:
        words = {dossier.pk: word for word, dossier in built.dossiers.items()}
        for value, dossier_id in model._default_manager.order_by("pk").values_list(
            column, "dossier_id"
        ):
            yield Thing({name: str(value)}, words[dossier_id])

    return find


def _plain(
    model: type[Model], name: str, column: str
) -> Callable[[Neighbourhood], Iterator[Thing]]:
    """Rows that belong to no single dossier."""

    def find(built: Neighbourhood) -> Iterator[Thing]:
        for value in model._default_manager.order_by("pk").values_list(column, flat=True):
            yield Thing({name: str(value)})

    return find


def _codes(built: Neighbourhood) -> Iterator[Thing]:
    for word, dossier in built.dossiers.items():
        if dossier.code:
            yield Thing({"code": dossier.code}, word)


def _procedures(built: Neighbourhood) -> Iterator[Thing]:
    yield Thing({"code": built.office.procedure.code})
    yield Thing({"code": built.office.at_counter.code})


def _registers(built: Neighbourhood) -> Iterator[Thing]:
    for unit in (built.office.centre, built.office.commune):
        yield Thing({"unit": unit.code, "year": "2026"})


def _officers(built: Neighbourhood) -> Iterator[Thing]:
    for officer in (built.office.specialist, built.holders["their specialist"]):
        yield Thing({"username": officer.username})


def _of_no_dossier(built: Neighbourhood) -> Iterator[Thing]:
    """Outages, reminders, messages and what else the desk keeps: none is one dossier's."""
    return iter(())


def _one(built: Neighbourhood) -> Iterator[Thing]:
    yield Thing({})


def _acts(built: Neighbourhood) -> Iterator[Thing]:
    return _dossiers(built, act="hand_over")


#: The first that fits; `{` and `}` stand around the named parts.
_FOUND: tuple[tuple[str, Callable[[Neighbourhood], Iterator[Thing]]], ...] = (
    (r"^[^{]*$", _one),
    (r"^/api/v1/\{address\}$", _of_no_dossier),
    (r"/dossiers/\{key\}/forms/\{kind\}\.pdf$", _forms),
    (r"/dossier/\{key\}/acts/\{act\}/", _acts),
    (r"/dossier/\{key\}/papers/\{paper\}/", _below(IssuedForm, "paper", "pk")),
    (r"/dossier/\{key\}/files/\{\w+\}", _below(DossierFile, "ref", "ref")),
    (r"/dossier/\{key\}/([a-z-]+/)*$", _dossiers),
    (r"/admin/notifications/delaynotice/\{object_id\}/", _rows(DelayNotice, "object_id", "pk")),
    (r"/admin/notifications/overdueflag/\{object_id\}/", _rows(OverdueFlag, "object_id", "pk")),
    (r"/admin/notifications/apologyletter/\{object_id\}/", _rows(ApologyLetter, "object_id", "pk")),
    (r"/admin/(dossiers|notifications)/(?!feedback)", _of_no_dossier),
    (r"/dossiers/\{key\}/files/\{ref\}", _below(DossierFile, "ref", "ref")),
    (r"/dossiers/\{key\}/papers/\{paper\}", _below(IssuedForm, "paper", "pk")),
    (r"/dossiers/\{key\}/([a-z/]+/)?$", _dossiers),
    (r"/announcements/\{announcement_id\}/", _rows(Announcement, "announcement_id", "pk")),
    (r"/overdue-flags/\{flag_id\}/", _rows(OverdueFlag, "flag_id", "pk")),
    (r"/delegations/\{delegation_id\}/", _plain(Delegation, "delegation_id", "pk")),
    (r"/downtimes/\{downtime_id\}/", _plain(Downtime, "downtime_id", "pk")),
    (r"/batches/\{ref\}/", _plain(Batch, "ref", "ref")),
    (r"/registers/\{unit\}/", _registers),
    (r"/colleagues/\{username\}/", _officers),
    (r"/delay-notices/\{notice_id\}/", _rows(DelayNotice, "notice_id", "pk")),
    (r"/apologies/\{ref\}/", _rows(ApologyLetter, "ref", "ref")),
    (r"/reminders/\{ref\}/", _plain(ReminderLetter, "ref", "ref")),
    (r"/feedback/\{ref\}/", _rows(Feedback, "ref", "ref")),
    (r"/outages/\{outage_id\}/", _plain(Outage, "outage_id", "pk")),
    (r"/lookup/\{code\}/", _codes),
    (r"/procedures/\{code\}/", _procedures),
)
