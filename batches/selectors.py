"""Questions about long work: each officer's own, its files and its report."""

import uuid

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, QuerySet

from batches.models import Batch, BatchFile, BatchRow, FileRole


def batches_of(officer: AbstractBaseUser) -> QuerySet[Batch]:
    """Those the officer started; nobody else's are opened."""
    return Batch.objects.filter(officer=officer)


def batch_of(officer: AbstractBaseUser, ref: uuid.UUID) -> Batch | None:
    """The officer's own batch, else None, whatever the reason."""
    return batches_of(officer).filter(ref=ref).first()


def result_of(batch: Batch, *, with_content: bool = False) -> BatchFile | None:
    """The finished file, without its weight unless that is asked for."""
    files = batch.files.filter(role=FileRole.RESULT)
    return (files if with_content else files.defer("content")).first()


def report_of(batch: Batch, *, refused_only: bool = False) -> QuerySet[BatchRow]:
    """What became of the rows, as they stand in the file."""
    rows = batch.rows.order_by("number")
    return rows.filter(is_refused=True) if refused_only else rows


def outcome_counts(batch: Batch) -> list[tuple[str, bool, int]]:
    """Each outcome with whether it is a refusal and how many rows had it, refusals last."""
    counted = batch.rows.values_list("outcome", "is_refused").annotate(count=Count("pk"))
    return list(counted.order_by("is_refused", "-count", "outcome"))
