"""The tree of agencies and units."""

from django.contrib import admin

from agencies.admin.permissions import AdministrationAdmin
from agencies.models import Agency


@admin.register(Agency)
class AgencyAdmin(AdministrationAdmin):
    """Nodes are closed by a last day, never deleted: dossiers and codes refer to them."""

    list_display = ["code", "name", "kind", "parent", "is_one_stop", "valid_to"]
    list_select_related = ["parent"]
    list_filter = ["kind", "is_one_stop", "demo_code"]
    search_fields = ["code", "name", "short_name"]
    ordering = ["code"]
    autocomplete_fields = ["parent"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("code", "demo_code"),
                    ("kind", "is_one_stop"),
                    "name",
                    "short_name",
                    "parent",
                    ("valid_from", "valid_to"),
                ]
            },
        ),
        (None, {"fields": ["place", "address", ("phone", "email"), "statistical_code"]}),
    ]

    def has_delete_permission(self, request, obj=None):
        return False
