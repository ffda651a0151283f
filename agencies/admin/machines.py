"""Keys of partners' machines: shown once, when made, and written nowhere else."""

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from rest_framework.authtoken.admin import TokenAdmin
from rest_framework.authtoken.models import TokenProxy

from agencies.admin.permissions import AdministrationAdmin

admin.site.unregister(TokenProxy)


@admin.register(TokenProxy)
class MachineKeyAdmin(AdministrationAdmin, TokenAdmin):
    """A key stands for a machine's account; whoever lost it gets a new one."""

    list_display = ["user", "created"]
    list_display_links = None
    list_select_related = ["user"]
    search_fields = ["user__username"]
    ordering = ["-created"]
    fields = ["user"]
    autocomplete_fields = ["user"]

    def has_change_permission(self, request, obj=None):
        return False

    def log_addition(self, request, obj, message):
        _log(request, obj, ADDITION)

    def log_deletions(self, request, queryset):
        for key in queryset:
            _log(request, key, DELETION)

    def response_add(self, request, obj, post_url_continue=None):
        text = _("The key of %(user)s is %(key)s. Note it now: it is not shown again.")
        messages.warning(request, text % {"user": obj.user, "key": obj.key})
        return self.response_post_save_add(request, obj)


def _log(request, key, flag) -> None:
    """Name the account: the text of a key is the key itself, which the log must not keep."""
    LogEntry.objects.create(
        user_id=request.user.pk,
        content_type=ContentType.objects.get_for_model(key, for_concrete_model=False),
        object_id=str(key.user_id),
        object_repr=str(key.user),
        action_flag=flag,
    )
