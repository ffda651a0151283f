"""An officer's exports and imports in a list."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from batches.admin import progress
from batches.admin.pagination import CappedList, CappedPaginator
from batches.admin.words import rows_in_words, state_badge
from batches.models import Batch
from batches.selectors import batches_of
from batches.services import label_of_kind


@admin.register(Batch)
class BatchAdmin(ModelAdmin):
    """Own ones are opened; the keeper of the system sees that others' exist, and nothing in them."""

    list_display = ["shown_subject", "shown_kind", "shown_state", "shown_rows"]
    list_display += ["created_at", "expires_at", "shown_officer"]
    list_display_links = None
    list_filter = ["state"]
    list_fullwidth = True
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    ordering = ["-created_at", "-pk"]
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="batches_batch_changelist"),
            path("<uuid:ref>/", view(progress.show), name="batches_batch_page"),
            path("<uuid:ref>/file/", view(progress.download), name="batches_batch_file"),
            path("<uuid:ref>/report/", view(progress.download_report), name="batches_batch_report"),
            path("<uuid:ref>/cancel/", view(progress.cancel), name="batches_batch_cancel"),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CappedList]:
        return CappedList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        shown = Batch.objects.all() if _keeps(request) else batches_of(request.user)
        return shown.select_related("officer").annotate(is_own=Q(officer=request.user.pk))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        if _keeps(request):
            return self.list_display
        return [name for name in self.list_display if name != "shown_officer"]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        shown = {"title": _("Exports and imports")}
        return super().changelist_view(request, shown | (extra_context or {}))

    @display(description=gettext_lazy("what"))
    def shown_subject(self, batch: Batch) -> str:
        if not batch.is_own:
            return "–"
        address = reverse("admin:batches_batch_page", args=[batch.ref])
        return format_html('<a class="desk-link" href="{}">{}</a>', address, batch.subject)

    @display(description=gettext_lazy("kind"))
    def shown_kind(self, batch: Batch) -> str:
        return label_of_kind(batch.kind)

    @display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, batch: Batch) -> str:
        return state_badge(batch)

    @display(description=gettext_lazy("rows"))
    def shown_rows(self, batch: Batch) -> str:
        return rows_in_words(batch)

    @display(description=gettext_lazy("started by"))
    def shown_officer(self, batch: Batch) -> str:
        return str(batch.officer)


def _keeps(request: HttpRequest) -> bool:
    return bool(import_string(settings.BATCH_KEEPER)(request))
