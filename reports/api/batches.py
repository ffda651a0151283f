"""`/api/v1/batches/`: the caller's own exports and imports: how far each is, its file, its report, giving it up."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.fields import read_fields
from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope as TokenScope
from batches.models import Batch, BatchState
from batches.selectors import batch_of, batches_of, outcome_counts, report_of, result_of
from batches.services import cancel_batch, label_of_kind
from dossiers.domain.refusals import ActRefused
from reports.api import export_schema as schema

NEWEST = Order("id", descending=True)
BY_ROW = Order("number")
COLUMNS = (
    "id",
    "ref",
    "kind",
    "subject",
    "state",
    "failure",
    "done",
    "total",
    "created_at",
    "ended_at",
    "expires_at",
)


class BatchDoor(OfficerDoor):
    """A door to what the caller started; nobody else's exists."""

    write_scope = TokenScope.DOSSIERS_READ

    def batch(self, ref: UUID) -> Batch:
        """Refuses `unknown_batch`."""
        found = batch_of(self.officer, ref)
        if found is None:
            raise ActRefused("unknown_batch")
        return found


class BatchList(BatchDoor):
    """The caller's own, the newest first."""

    @extend_schema(**schema.BATCH_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "state")
        found = batches_of(self.officer)
        if states := query.choices("state", BatchState.values):
            found = found.filter(state__in=states)
        return Response(page(request, query, found.values(*COLUMNS), NEWEST, _told))


class BatchDetail(BatchDoor):
    """How far it is; once it has ended, what came of its rows."""

    @extend_schema(**schema.BATCH_DETAIL)
    def get(self, request: Request, ref: UUID) -> Response:
        Query(request, ())
        batch = self.batch(ref)
        file = result_of(batch)
        return Response(
            {
                **batch_told(batch),
                "file": {"name": file.name, "size": file.size, "sha256": file.sha256}
                if file
                else None,
                "outcomes": [
                    {"outcome": outcome, "refused": refused, "count": count}
                    for outcome, refused, count in outcome_counts(batch)
                ],
            }
        )


class BatchFile(BatchDoor):
    """The finished file."""

    read_scope = TokenScope.DOCUMENTS_READ

    @extend_schema(**schema.BATCH_FILE)
    def get(self, request: Request, ref: UUID) -> HttpResponse:
        file = result_of(self.batch(ref), with_content=True)
        if file is None:
            raise ActRefused("no_file_yet")
        return HttpResponse(
            bytes(file.content),
            content_type=file.content_type,
            headers={
                "Content-Disposition": f'attachment; filename="{file.name}"',
                "Cache-Control": "no-store",
            },
        )


class BatchReport(BatchDoor):
    """What became of each row of a file handed in."""

    @extend_schema(**schema.BATCH_REPORT)
    def get(self, request: Request, ref: UUID) -> Response:
        query = Query.of_page(request, "refused")
        rows = report_of(self.batch(ref), refused_only=bool(query.flag("refused")))
        columns = rows.values("number", "code", "outcome", "reason", "is_refused")
        return Response(page(request, query, columns, BY_ROW, _row_told))


class BatchCancelled(BatchDoor):
    """Gives up what waits or runs; what has ended stays as it is."""

    @extend_schema(**schema.CANCEL_BATCH)
    def post(self, request: Request, ref: UUID) -> Response:
        read_fields(request.data, {})
        batch = self.batch(ref)
        cancel_batch(batch, at=self.now)
        return Response(batch_told(self.batch(ref)))


def batch_told(batch: Batch) -> dict[str, Any]:
    """A piece of long work: what it is, how far, and how it ended."""
    return _told({name: getattr(batch, name) for name in COLUMNS})


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["ref"]),
        "kind": row["kind"],
        "label": label_of_kind(row["kind"]),
        "subject": row["subject"],
        "state": row["state"],
        "failure": row["failure"],
        "done": row["done"],
        "total": row["total"],
        "created_at": told(row["created_at"]),
        "ended_at": told(row["ended_at"]),
        "kept_until": told(row["expires_at"]),
    }


def _row_told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "row": row["number"],
        "code": row["code"],
        "outcome": row["outcome"],
        "refused": row["is_refused"],
        "reason": row["reason"],
    }
