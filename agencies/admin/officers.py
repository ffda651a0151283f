"""Officers with the roles they hold; what they may do follows from the roles."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from agencies.admin.identity_provider import is_configured
from agencies.admin.permissions import AdministrationAdmin, AdministrationInline
from agencies.models import Officer, RoleGrant

# Permissions follow from roles: groups of Django's own permissions would only mislead.
admin.site.unregister(Group)


class RoleGrantInline(AdministrationInline):
    """A role ends by its last day; the row stays and says who held what."""

    model = RoleGrant
    fields = ["role", "agency", "valid_from", "valid_to"]
    autocomplete_fields = ["agency"]
    ordering = ["valid_from", "pk"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.base_fields["valid_from"].initial = timezone.localdate
        return formset


@admin.register(Officer)
class OfficerAdmin(AdministrationAdmin, UserAdmin):
    """Whoever leaves is made inactive, never deleted: the history names them."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "full_name", "title", "roles_held", "is_active"]
    list_filter = ["is_active", "grants__role"]
    search_fields = ["username", "full_name", "email"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "full_name", "title"]}),
        (None, {"fields": [("email", "phone"), ("is_active", "is_staff")]}),
        (None, {"fields": [("last_login", "date_joined")]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "full_name", "title", "email", "password1", "password2"]}),
        (None, {"fields": ["is_staff"]}),
    ]
    inlines = [RoleGrantInline]

    def get_fieldsets(self, request, obj=None):
        """Where there is an identity provider, also who the officer is there: emptied, it is bound anew."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not is_configured():
            return fieldsets
        return [*fieldsets, (None, {"fields": ["oidc_subject"]})]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("grants__agency")

    def has_change_permission(self, request, obj=None):
        """Nobody but a superuser may take over a superuser's account."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("roles held"))
    def roles_held(self, officer):
        today = timezone.localdate()
        held = [grant for grant in officer.grants.all() if _is_in_force(grant, today)]
        return "; ".join(str(grant) for grant in held) or "–"


def _is_in_force(grant, day) -> bool:
    return grant.valid_from <= day and (grant.valid_to is None or grant.valid_to >= day)
