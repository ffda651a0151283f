"""The next version of a procedure: prepared as a draft beside the one in force, then published."""

from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from agencies.models import Officer
from procedures.domain.zone import local_day
from procedures.models import Procedure, ProcedureVersion
from procedures.models.version import DRAFT

Row = TypeVar("Row", bound=models.Model)

CONTENTS = ("limits", "required_documents", "fees", "steps")


def prepare_next_version(version_id: int, *, at: datetime) -> ProcedureVersion:
    """Copy the newest version with its contents as a draft, which holds on no day until published.

    Where a draft lies there already, it is given back as it stands: nobody's work is lost. Refuses,
    as `ValidationError` `not_the_newest`, a version that has a follower.
    """
    with transaction.atomic():
        old = _locked(version_id)
        draft = old.procedure.versions.filter(number=DRAFT).first()
        if draft is not None:
            return draft
        if _newest(old.procedure) != old:
            raise _refusal(
                "not_the_newest", _("Only the newest version can be followed by another.")
            )
        day = local_day(at)
        draft = _copy(
            old,
            number=DRAFT,
            valid_from=day,
            valid_to=day,
            published_at=None,
            published_by_id=None,
        )
        draft.content_digest = ""
        draft.save()
        for name in CONTENTS:
            for row in getattr(old, name).all():
                _copy(row, version_id=draft.pk).save()
    return draft


def publish_version(version_id: int, *, on: date, by: Officer, at: datetime) -> ProcedureVersion:
    """Put a draft in force from day `on`; the version before it ends that day.

    Running dossiers keep the version they were received under. Refuses, as `ValidationError`,
    `not_a_draft`, `in_the_past` (a day before today) and `newer_version_exists` (the version before
    it begins only after that day).
    """
    with transaction.atomic():
        draft = _locked(version_id)
        if not draft.is_draft:
            raise _refusal("not_a_draft", _("This version has been published already."))
        if on < local_day(at):
            raise _refusal("in_the_past", _("A version cannot hold from a day that is past."))
        newest = _newest(draft.procedure)
        if newest is not None and newest.valid_from > on:
            raise _refusal(
                "newer_version_exists",
                _("The version before it begins only after that day: choose a later one."),
            )
        if newest is not None and (newest.valid_to is None or newest.valid_to > on):
            ProcedureVersion.objects.filter(pk=newest.pk).update(valid_to=on)
        draft.number = newest.number + 1 if newest else 1
        draft.valid_from, draft.valid_to = on, None
        draft.published_at, draft.published_by = at, by
        draft.save()
    return draft


def _locked(version_id: int) -> ProcedureVersion:
    """The version, its procedure locked: whoever prepares or publishes beside us waits."""
    found = ProcedureVersion.objects.only("procedure_id").get(pk=version_id)
    Procedure.objects.select_for_update().get(pk=found.procedure_id)
    return ProcedureVersion.objects.select_related("procedure").get(pk=version_id)


def _newest(procedure: Procedure) -> ProcedureVersion | None:
    return procedure.versions.published().order_by("-number").first()


def _refusal(code: str, sentence: str) -> ValidationError:
    return ValidationError(sentence, code=code)


def _copy(row: Row, **changes: object) -> Row:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values["id"]
    return type(row)(**{**values, **changes})
