"""Opening the next version of a procedure by hand, where the open one is in use."""

from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from procedures.models import Procedure, ProcedureVersion

Row = TypeVar("Row", bound=models.Model)

CONTENTS = ("limits", "required_documents", "fees", "steps")


def open_next_version(version_id: int, *, on: date) -> ProcedureVersion:
    """Copy a version with its contents as the next one, in force from day `on`; the copied one ends.

    Running dossiers keep the version they were received under. Refuses, as `ValidationError`
    `not_the_newest`, a version that has a follower or begins later than `on`.
    """
    with transaction.atomic():
        old = ProcedureVersion.objects.select_related("procedure").get(pk=version_id)
        Procedure.objects.select_for_update().get(pk=old.procedure_id)
        newest = old.procedure.versions.order_by("-number").first()
        if newest != old or old.valid_from > on:
            message = _("Only the newest version, once in force, can be followed by another.")
            raise ValidationError(message, code="not_the_newest")
        contents = {name: list(getattr(old, name).all()) for name in CONTENTS}
        ProcedureVersion.objects.filter(pk=old.pk, valid_to=None).update(valid_to=on)
        new = _copy(old, number=old.number + 1, valid_from=on, valid_to=None)
        new.save()
        for rows in contents.values():
            for row in rows:
                _copy(row, version=new).save()
    return new


def _copy(row: Row, **changes: object) -> Row:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values["id"]
    copied = type(row)(**values)
    for name, value in changes.items():
        setattr(copied, name, value)
    return copied
