"""The mixin that lets a list of the admin be exported, with its page and its buttons."""

import re
import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from batches import tasks
from batches.admin.columns import Column, columns_of_list
from batches.admin.exports import Export
from batches.admin.pagination import CappedList, CappedPaginator
from batches.admin.requests import request_of
from batches.forms.sheet import FORMATS, SheetFormat
from batches.services import start_export

#: Parts of the names of columns that hold keys, or what is made of them.
_KEYS = re.compile("digest|hash|password|pin_|secret|token")


class Exportable:
    """Before `ModelAdmin` among the bases of a list that is to be exported; none is counted to its end.

    What is listed now goes out: the officer's own rows under the filters, search and order of the
    address. `export_columns` says with which columns; without it the list's own are taken as text.
    """

    change_list_template = "admin/batches/exportable_list.html"
    paginator = CappedPaginator
    show_full_result_count = False
    #: Would count all rows once for every choice of every filter.
    show_facets = ShowFacets.NEVER
    #: The theme asks for it twice a row; where it is missing, Django lists all names of the class each time.
    list_sections = ()
    #: What the file is called; without it the plural of the model.
    export_title: str | Promise = ""
    export_columns: Sequence[Column] = ()
    #: Relations that the columns read and the list itself does not join.
    export_prefetch: Sequence[str] = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Django lets a list be asked for any column of its own: `secret__gte=…` would tell it bit by bit."""
        allowed = super().lookup_allowed(lookup, value, request)  # type: ignore[misc]
        return bool(allowed) and not _KEYS.search(lookup)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CappedList]:
        return CappedList

    def get_urls(self) -> list[URLPattern]:
        return [self.export_url(), *super().get_urls()]  # type: ignore[misc]

    def export_url(self) -> URLPattern:
        """To stand before any address that begins with a row's key."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return path("export/", self.admin_site.admin_view(self.export_view), name=name)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def may_export_personal(self, request: HttpRequest) -> bool:
        """Whether personal columns go out to this officer."""
        return True

    def get_export_columns(self, request: HttpRequest) -> Iterable[Column]:
        columns = self.export_columns or columns_of_list(self, self.get_list_display(request))
        personal = self.may_export_personal(request)
        return [column for column in columns if personal or not column.personal]

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows under the filters of the request, in the order of the list."""
        return self.get_changelist_instance(request).queryset

    def get_export_back(self, request: HttpRequest) -> str:
        """The way back to the list as it was."""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return f"{address}?{request.GET.urlencode()}" if request.GET else address

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Say how many rows would go out, and send them, now or by a worker."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        export = Export(self, request.user, request.GET.urlencode())
        try:
            too_long = export.is_too_long
        except IncorrectLookupParameters:
            return redirect(self.get_export_back(request).partition("?")[0])
        style = FORMATS.get(request.POST.get("format", ""))
        if request.method == "POST" and style is not None and export.count and not too_long:
            return self._send(request, export, style)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export: %(list)s") % {"list": export.title},
            "export": export,
            "most": settings.EXPORT_MOST_ROWS,
            "at_once": export.count <= settings.EXPORT_ROWS_AT_ONCE,
            "back": self.get_export_back(request),
        }
        return TemplateResponse(request, "admin/batches/export.html", context)

    def _send(self, request: HttpRequest, export: Export, style: SheetFormat) -> HttpResponseBase:
        if export.count > settings.EXPORT_ROWS_AT_ONCE:
            batch = start_export(
                officer_id=request.user.pk,
                listed=self.opts.label_lower,
                query=request_of(request.user, request.GET.urlencode()).GET.urlencode(),
                style=style,
                title=export.title,
                at=timezone.now(),
            )
            tasks.queue(batch.pk)
            return redirect("admin:batches_batch_page", batch.ref)
        file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the response
        export.write(file, style)
        file.seek(0)
        return FileResponse(
            file,
            as_attachment=True,
            filename=export.file_name(style),
            content_type=style.content_type,
        )
