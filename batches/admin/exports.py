"""Any list of the admin as a file: just what is listed now, at once while it is short, else in the background."""

import tempfile
from collections.abc import Iterator
from functools import cached_property
from typing import Any, BinaryIO

import structlog
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _

from batches.admin.requests import request_of
from batches.domain.cells import Value
from batches.domain.refusals import BatchRefused
from batches.forms.headings import Heading
from batches.forms.sheet import FORMATS, SheetFormat
from batches.models import Batch, Failure
from batches.services import EXPORT, Kind, Work, register_kind
from batches.signals import list_exported

logger = structlog.get_logger(__name__)

#: Rows fetched at a time.
CHUNK = 500


class Export:
    """A list as one officer sees it under some filters; asked anew when a worker writes it.

    Raises `IncorrectLookupParameters` where the filters make no sense.
    """

    def __init__(self, model_admin: Any, officer: Any, query: str) -> None:
        self._admin = model_admin
        self._officer = officer
        self._request = request_of(officer, query)
        self.title = str(capfirst(model_admin.export_title or model_admin.opts.verbose_name_plural))

    @cached_property
    def columns(self) -> list[Any]:
        return list(self._admin.get_export_columns(self._request))

    @cached_property
    def queryset(self) -> Any:
        return self._admin.get_export_queryset(self._request)

    @cached_property
    def count(self) -> int:
        """Rows, counted no further than one past the most that a file holds."""
        keys = self.queryset.order_by().values("pk")
        return keys[: settings.EXPORT_MOST_ROWS + 1].count()

    @property
    def is_allowed(self) -> bool:
        """Whether the officer may read the list today."""
        return self._officer.is_active and self._admin.has_export_permission(self._request)

    @property
    def is_too_long(self) -> bool:
        return self.count > settings.EXPORT_MOST_ROWS

    def file_name(self, style: SheetFormat) -> str:
        """`ho-so-20261124-1640.xlsx`."""
        name = slugify(self.title.replace("đ", "d").replace("Đ", "D"))
        return f"{name}-{timezone.localtime():%Y%m%d-%H%M}.{style.suffix}"

    def write(self, target: BinaryIO, style: SheetFormat, *, work: Work | None = None) -> int:
        """Write the file and note in the log that it leaves the house; answers how many rows it has."""
        headings: list[Heading] = [column.heading for column in self.columns]
        zone = timezone.get_current_timezone()
        written = style.write(target, headings, self._lines(work), zone=zone)
        list_exported.send(
            sender=type(self),
            officer=self._officer,
            rows=self.queryset,
            name=self._admin.opts.model_name,
            personal=any(column.personal for column in self.columns),
        )
        logger.info(
            "list_exported",
            list=self._admin.opts.label,
            officer=self._officer.pk,
            rows=written,
            file=style.suffix,
            filters=_without_words(self._request.GET),
        )
        return written

    def _lines(self, work: Work | None) -> Iterator[list[Value]]:
        rows = self.queryset.prefetch_related(*self._admin.export_prefetch)
        for row in rows.iterator(chunk_size=CHUNK):
            yield [column.value(row) for column in self.columns]
            if work is not None:
                work.advance()


def _without_words(asked: QueryDict) -> dict[str, Any]:
    """The filters, without what was searched for: it may be a name."""
    return {name: "…" if name == "q" else asked.getlist(name) for name in asked}


def export_of(batch: Batch) -> Export:
    """The list that a batch exports, as its officer sees it now."""
    asked = batch.parameters
    model_admin = admin.site.get_model_admin(apps.get_model(asked["list"]))
    return Export(model_admin, batch.officer, asked["query"])


def _run(work: Work) -> None:
    export, style = export_of(work.batch), FORMATS[work.parameters["format"]]
    try:
        if export.is_too_long:
            raise BatchRefused(Failure.TOO_MANY_ROWS)
        work.expect(export.count)
        with tempfile.TemporaryFile() as file:
            export.write(file, style, work=work)
            file.seek(0)
            work.keep(file, name=export.file_name(style), content_type=style.content_type)
    except IncorrectLookupParameters:
        raise BatchRefused(Failure.BAD_QUERY) from None
    except (Http404, PermissionDenied):
        raise BatchRefused(Failure.NOT_ALLOWED) from None


register_kind(Kind(EXPORT, _("Export of a list"), lambda batch: export_of(batch).is_allowed, _run))
