"""Files go into a dossier one way: looked into, stored under a name of the house, written into the history.

Each is an act of the lifecycle table, so that its digest stands in the chain of the history: what
is handed out later can be proved to be what was handed in. The content is stored before the
transaction that knows of it; content without a row is removed here when the act is refused, and by
`dossiers.services.keeping_files` when the process died in between.

Source: Decree 61/2018/NĐ-CP, art. 17.1 (the officer scans and keeps an electronic dossier); Circular
01/2023/TT-VPCP (digitised papers).
"""

import contextlib
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import structlog
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from agencies.domain.roles import Role
from agencies.selectors import Actor
from dossiers.domain.contents import recognise
from dossiers.domain.files import SCANS, clean_name
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierDocument, DossierEvent, DossierFile
from dossiers.models.file import stored_as
from dossiers.selectors.files import (
    file_limits,
    file_of,
    is_anothers,
    reusable_files,
    room_in,
    why_not_removed,
)
from dossiers.services.performance import Performance
from dossiers.services.performing import Change, Record, perform
from dossiers.services.scanning import state_on_arrival
from dossiers.services.taking_in import Taken
from dossiers.signals import file_waits
from procedures.domain.zone import local_day

logger = structlog.get_logger(__name__)

Purpose = DossierFile.Purpose
#: The moment, asked for once the file has come in and the dossier is held: both take their time.
Clock = Callable[[], datetime]


def file_document(
    *,
    actor: Actor,
    dossier_id: int,
    content: Taken,
    name: str,
    copy_of: str,
    component: int | None = None,
    clock: Clock,
) -> DossierFile:
    """Put a document into the dossier as a file: that component of it, or none in particular.

    A scan made by an officer is thereby digitised by them. Refuses what `recognise` and
    `clean_name` refuse, `files_too_many`, `files_too_large`, `unknown_component`,
    `file_there_already`, and what every act refuses.
    """
    return _file(
        Purpose.DOCUMENT,
        actor,
        dossier_id,
        content,
        name,
        clock,
        copy_of=copy_of,
        component=component,
    )


def file_result(
    *,
    actor: Actor,
    dossier_id: int,
    content: Taken,
    name: str,
    copy_of: str,
    clock: Clock,
) -> DossierFile:
    """Put the result, or a scan of it, into the dossier as a file; refuses as `file_document`."""
    return _file(Purpose.RESULT, actor, dossier_id, content, name, clock, copy_of=copy_of)


def reuse_file(
    *,
    actor: Actor,
    dossier_id: int,
    source: uuid.UUID,
    component: int | None = None,
    clock: Clock,
) -> DossierFile:
    """Use a file of an earlier dossier of the same applicant again; the content is shared, not copied.

    Refuses `not_reusable` for anything that `reusable_files` does not offer.
    """
    with _now(dossier_id, clock) as at:
        dossier = Dossier.objects.select_related("applicant").get(pk=dossier_id)
        offered = reusable_files(dossier, officer=actor.officer, at=at)
        # Locked, so that it is not erased between being found and being shared.
        earlier = offered.filter(ref=source).select_for_update(of=("self",)).first()
        if earlier is None:
            raise ActRefused("not_reusable", field="from")
        made = DossierFile(
            ref=uuid.uuid4(),
            purpose=Purpose.DOCUMENT,
            reused_from=earlier,
            file=earlier.file.name,
            state=earlier.state,
            checked_at=earlier.checked_at,
            digitised_by=earlier.digitised_by,
            digitised_at=earlier.digitised_at,
            **{name: getattr(earlier, name) for name in ("name", "content_type", "size", "sha256")},
            copy_of=earlier.copy_of,
        )
        return _add(made, actor, dossier_id, at, component=component)


def mark_digitised(
    *,
    actor: Actor,
    dossier_id: int,
    ref: uuid.UUID,
    copy_of: str,
    clock: Clock,
) -> DossierFile:
    """An officer has compared a scan with the paper it was made from, and answers for it.

    Refuses `unknown_file`, `file_digitised`.
    """

    def change(doing: Performance) -> None:
        file = file_of(doing.dossier, ref)
        if file.digitised_at is not None:
            raise ActRefused("file_digitised")

    def record(doing: Performance, event: DossierEvent) -> None:
        DossierFile.objects.filter(ref=ref).update(
            copy_of=doing.facts["copy_of"],
            digitised_by=doing.actor.officer,
            digitised_at=doing.at,
        )

    with _now(dossier_id, clock) as at:
        file = _named(dossier_id, ref)
        facts = {"file": str(ref), "file_name": file.name, "copy_of": copy_of}
        _perform("mark_digitised", actor, dossier_id, at, facts, change=change, record=record)
    return _named(dossier_id, ref)


def remove_file(
    *,
    actor: Actor,
    dossier_id: int,
    ref: uuid.UUID,
    reason: str,
    clock: Clock,
) -> None:
    """Take out a file that does not belong here, the reason in the history; nobody opens it any more.

    Its content is kept as long as the dossier's data are, except an infected one's, which is
    deleted. Refuses `unknown_file`, `file_fixed`, `file_not_yours`, `missing_reason`.
    """

    def change(doing: Performance) -> None:
        file = file_of(doing.dossier, ref)
        roles = doing.actor.roles(on=local_day(doing.at))
        refusal = why_not_removed(file, doing.dossier, officer=doing.actor.officer, roles=roles)
        if refusal is not None:
            raise refusal

    def record(doing: Performance, event: DossierEvent) -> None:
        DossierFile.objects.filter(ref=ref).update(
            removed_at=doing.at, removed_why=doing.facts["reason"][:500]
        )

    with _now(dossier_id, clock) as at:
        file = _named(dossier_id, ref)
        facts = {"file": str(ref), "file_name": file.name, "reason": reason}
        _perform("remove_file", actor, dossier_id, at, facts, change=change, record=record)
        if file.state == DossierFile.State.INFECTED:
            path = str(file.file)
            transaction.on_commit(lambda: discard_content(path), robust=True)


def discard_content(path: str) -> None:
    """Delete stored content that nothing refers to any more; what fails is left to the sweep."""
    try:
        default_storage.delete(path)
    except Exception:  # each storage has its own errors
        logger.exception("file_not_discarded", path=path)


def _file(
    purpose: Purpose,
    actor: Actor,
    dossier_id: int,
    content: Taken,
    name: str,
    clock: Clock,
    *,
    copy_of: str,
    component: int | None = None,
) -> DossierFile:
    """Look into the content, store it, and do the act; refused, the content is removed again."""
    kind = recognise(content.file, allowed=file_limits().types)
    made = DossierFile(
        ref=uuid.uuid4(),
        purpose=purpose,
        name=clean_name(name, kind),
        content_type=kind.content_type,
        size=content.size,
        sha256=content.sha256,
        copy_of=copy_of,
    )
    content.file.seek(0)
    path = stored_as(made, "")
    try:
        made.file = path = default_storage.save(path, File(content.file))
        with _now(dossier_id, clock) as at:
            made.state, made.checked_at = state_on_arrival(at)
            return _add(made, actor, dossier_id, at, component=component)
    except BaseException:
        discard_content(path)
        raise


def _add(
    made: DossierFile, actor: Actor, dossier_id: int, at: datetime, *, component: int | None
) -> DossierFile:
    """Do the act by which a stored file becomes part of its dossier."""

    def change(doing: Performance) -> None:
        _refuse_anothers(doing)
        made.dossier, made.document = doing.dossier, _component(doing.dossier, component)
        room_in(doing.dossier).refuse_overflow(made.size, file_limits())
        _refuse_twice(made)
        if made.reused_from is None and made.copy_of in SCANS and not _is_machine(doing):
            made.digitised_by, made.digitised_at = doing.actor.officer, doing.at

    def record(doing: Performance, event: DossierEvent) -> None:
        made.uploaded_by, made.machine = doing.actor.officer, doing.actor.machine
        made.uploaded_at = doing.at
        made.save(force_insert=True)
        if made.state == DossierFile.State.WAITING:
            file_waits.send(sender=DossierFile, file_id=made.pk)

    facts: dict[str, Any] = {
        "file": str(made.ref),
        "file_name": made.name,
        "sha256": made.sha256,
        "content_type": made.content_type,
        "copy_of": made.copy_of,
        "component": component,
        "reused_from": str(made.reused_from.ref) if made.reused_from else None,
    }
    act = "file_document" if made.purpose == Purpose.DOCUMENT else "file_result"
    _perform(act, actor, dossier_id, at, facts, change=change, record=record)
    return made


def _perform(
    act: str,
    actor: Actor,
    dossier_id: int,
    at: datetime,
    facts: dict[str, Any],
    *,
    change: Change,
    record: Record,
) -> None:
    perform(
        act, actor=actor, at=at, facts=facts, dossier_id=dossier_id, change=change, record=record
    )


@contextlib.contextmanager
def _now(dossier_id: int, clock: Clock) -> Iterator[datetime]:
    """The moment of the act, read once the dossier is locked.

    Files come side by side: one that waited for another would else seem to lie before it.
    """
    with transaction.atomic():
        Dossier.objects.select_for_update(of=("self",)).filter(pk=dossier_id).first()
        yield clock()


def _named(dossier_id: int, ref: uuid.UUID) -> DossierFile:
    return file_of(Dossier(pk=dossier_id), ref)


def _component(dossier: Dossier, number: int | None) -> DossierDocument | None:
    if number is None:
        return None
    found = dossier.documents.filter(pk=number).first()
    if found is None:
        raise ActRefused("unknown_component", field="document", number=number)
    return found


def _refuse_twice(made: DossierFile) -> None:
    there = DossierFile.objects.filter(
        dossier=made.dossier,
        purpose=made.purpose,
        document=made.document,
        sha256=made.sha256,
        removed_at__isnull=True,
    )
    if there.exists():
        raise ActRefused("file_there_already", field="file")


def _refuse_anothers(doing: Performance) -> None:
    role = doing.capacity.role if doing.capacity else Role.PARTNER
    if is_anothers(doing.dossier, doing.actor.officer, role):
        raise ActRefused("wrong_role", act=doing.act)


def _is_machine(doing: Performance) -> bool:
    """Nobody of the office has seen the paper that a partner's machine scanned."""
    return doing.capacity is not None and doing.capacity.role == Role.PARTNER
