"""Who may configure: administrators change the catalogue and the calendar, every officer reads them."""

from unfold.admin import ModelAdmin, TabularInline

from agencies.admin.permissions import may_configure, may_sign_in
from batches.admin.exportable import Exportable


class ReadableByOfficers:
    """Read by every officer who may sign in to the desk; written by administrators."""

    def has_module_permission(self, request):
        return may_sign_in(request)

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_add_permission(self, request, obj=None):
        return may_configure(request)

    def has_change_permission(self, request, obj=None):
        return may_configure(request)

    def has_delete_permission(self, request, obj=None):
        return may_configure(request)


class ConfigurationAdmin(ReadableByOfficers, Exportable, ModelAdmin):
    """A list of configuration."""

    actions = None
    compressed_fields = True


class ConfigurationInline(ReadableByOfficers, TabularInline):
    """Rows of configuration inside another form."""

    extra = 0
    tab = True
    hide_title = True
