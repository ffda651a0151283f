"""Who may configure: administrators change the catalogue and the calendar, every officer reads them."""

from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline

from agencies.domain.roles import Role
from agencies.selectors import roles_of


def may_configure(request: HttpRequest) -> bool:
    """Whether the officer is an administrator today; looked up once per request."""
    if not hasattr(request, "_may_configure"):
        user = request.user
        request._may_configure = user.is_active and (
            user.is_superuser or roles_of(user, on=timezone.localdate()).has(Role.ADMINISTRATOR)
        )
    return request._may_configure


class ReadableByOfficers:
    """Read by every officer who may sign in to the desk; written by administrators."""

    def has_module_permission(self, request):
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_add_permission(self, request, obj=None):
        return may_configure(request)

    def has_change_permission(self, request, obj=None):
        return may_configure(request)

    def has_delete_permission(self, request, obj=None):
        return may_configure(request)


class ConfigurationAdmin(ReadableByOfficers, ModelAdmin):
    """A list of configuration."""

    actions = None
    show_full_result_count = False
    compressed_fields = True


class ConfigurationInline(ReadableByOfficers, TabularInline):
    """Rows of configuration inside another form."""

    extra = 0
    tab = True
    hide_title = True
