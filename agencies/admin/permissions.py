"""Who may do what at the desk: permissions follow from roles, never from Django's own permission rows."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline

from agencies.domain.roles import COUNTER_ROLES, HEAD_ROLES, SUPERVISING_ROLES, Role
from agencies.selectors import RoleSet, roles_of
from batches.admin.exportable import Exportable


def roles_today(request: HttpRequest) -> RoleSet:
    """The signed-in officer's roles today; looked up once per request."""
    if not hasattr(request, "_roles_today"):
        request._roles_today = roles_of(request.user, on=timezone.localdate())
    return request._roles_today


def asked_once(question: Callable[[HttpRequest], bool]) -> Callable[[HttpRequest], bool]:
    """Keep an answer that the database gives for the rest of the request: each page's frame asks again."""

    @wraps(question)
    def answer(request: HttpRequest) -> bool:
        kept = request.__dict__.setdefault("_permissions_asked", {})
        asked = question, request.user.pk  # log-in changes who asks
        if asked not in kept:
            kept[asked] = question(request)
        return kept[asked]

    return answer


def may_sign_in(request: HttpRequest) -> bool:
    """Whether the officer may come to the desk at all."""
    return bool(request.user.is_active and request.user.is_staff)


def may_configure(request: HttpRequest) -> bool:
    """Whether the officer is an administrator today."""
    if not may_sign_in(request):
        return False
    return request.user.is_superuser or roles_today(request).has(Role.ADMINISTRATOR)


def may_read_dossiers(request: HttpRequest) -> bool:
    """Whether any role but administrator is held: administrators see configuration only."""
    if not may_sign_in(request):
        return False
    return any(held.role != Role.ADMINISTRATOR for held in roles_today(request).capacities)


def may_receive(request: HttpRequest) -> bool:
    """Whether the officer sits at a counter, or heads a Centre, today."""
    return may_sign_in(request) and bool(roles_today(request).nodes(*COUNTER_ROLES))


def may_supervise(request: HttpRequest) -> bool:
    """Whether the officer answers for others' keeping the rules: heads, the Centre's head, oversight."""
    return may_sign_in(request) and roles_today(request).has(*SUPERVISING_ROLES)


def may_delegate(request: HttpRequest) -> bool:
    """Whether the officer heads a unit, an agency or the Centre, in person."""
    return may_sign_in(request) and roles_today(request).has(*HEAD_ROLES)


def may_keep_delegations(request: HttpRequest) -> bool:
    """Heads keep their own, administrators all."""
    return may_configure(request) or may_delegate(request)


def may_watch_system(request: HttpRequest) -> bool:
    """Whether the officer answers for the system running: messages sent, sweeps run."""
    watchers = (Role.ADMINISTRATOR, Role.CENTRE_HEAD, Role.OVERSIGHT)
    return may_sign_in(request) and roles_today(request).has(*watchers)


class AdministratorsOnly:
    """Seen and changed by administrators only."""

    def has_module_permission(self, request):
        return may_configure(request)

    def has_view_permission(self, request, obj=None):
        return may_configure(request)

    def has_add_permission(self, request, obj=None):
        return may_configure(request)

    def has_change_permission(self, request, obj=None):
        return may_configure(request)

    def has_delete_permission(self, request, obj=None):
        return may_configure(request)


class AdministrationAdmin(AdministratorsOnly, Exportable, ModelAdmin):
    """A list that only administrators see."""

    actions = None
    compressed_fields = True


class AdministrationInline(AdministratorsOnly, TabularInline):
    """Rows inside a form that only administrators see."""

    extra = 0
    tab = True
    hide_title = True
