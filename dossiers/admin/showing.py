"""Lists that are only looked at: rows come about by acts and sweeps, and lead to the dossier's page."""

from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from agencies.admin.permissions import may_read_dossiers
from batches.admin.exportable import Exportable
from batches.admin.pagination import KeysPaginator
from dossiers.admin.cells import two_lines
from dossiers.admin.desk import reads_documents
from dossiers.selectors.finding import coded


class ListAdmin(Exportable, ModelAdmin):
    """A list and nothing else: adding, changing, deleting and Django's history are shut."""

    actions = None
    list_display_links = None
    list_filter_submit = True
    list_fullwidth = True
    list_per_page = 50
    list_max_show_all = 0
    paginator = KeysPaginator
    search_fields = ["dossier__code"]
    search_help_text = _("Dossier code, or its last digits")
    #: Any other order than the list's own would have to sort the rows of years.
    sortable_by = ()

    def may_export_personal(self, request):
        return reads_documents(request)

    def get_search_results(self, request, queryset, search_term):
        """Found by the indexes of codes; Django would look for the letters in every code."""
        if search_term and "dossier__code" in self.search_fields:
            return queryset.filter(dossier__in=coded(search_term)), False
        return super().get_search_results(request, queryset, search_term)

    def has_module_permission(self, request):
        return may_read_dossiers(request)

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        page = path("", self.admin_site.admin_view(self.changelist_view), name=name)
        return [page, self.export_url()]

    @display(description=_("dossier code"))
    def shown_dossier(self, row):
        """The code as the way to the dossier, its procedure under it."""
        link = format_html(
            '<a class="desk-link" href="{}">{}</a>',
            reverse("admin:dossiers_dossier_change", args=[row.dossier.key]),
            row.dossier.code or _("no code yet"),
        )
        name = row.dossier.procedure_version.name
        return two_lines(link, name if len(name) <= 90 else f"{name[:89]}…")
