"""Access tokens: drawn, replaced and revoked by administrators; a text is shown once and written nowhere."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from agencies.admin.permissions import AdministrationAdmin
from agencies.admin.token_form import TokenForm
from agencies.domain.refusals import TokenRefused
from agencies.domain.tokens import Scope, TokenState, state_of
from agencies.models import AccessToken
from agencies.selectors.tokens import NEVER_USED, STATES, tokens_in
from agencies.services.tokens import Drawn, draw_token, replace_token, revoke_token
from agencies.wording import SCOPE_LABELS, STATE_LABELS, STATE_PILES, sentence

_TONES = {TokenState.VALID: "done", TokenState.EXPIRED: "ended", TokenState.REVOKED: "ended"}


class StateFilter(admin.SimpleListFilter):
    """What holds, what will end soon, what has ended, and what nobody uses."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state, STATE_PILES[state]) for state in STATES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccessToken]) -> Any:
        if self.value() not in STATES:
            return queryset
        return queryset.filter(pk__in=tokens_in(self.value(), at=timezone.now()))


@admin.register(AccessToken)
class AccessTokenAdmin(AdministrationAdmin):
    """Drawn, replaced and revoked, never changed or deleted: they say who could do what, until when."""

    form = TokenForm
    list_display = ["shown_name", "officer", "shown_state", "shown_end", "shown_use"]
    list_display_links = ["shown_name"]
    list_select_related = ["officer", "replacement"]
    list_filter = [StateFilter]
    search_fields = ["name", "prefix", "officer__username", "officer__full_name"]
    ordering = ["-created_at", "-pk"]
    autocomplete_fields = ["officer"]
    actions_detail = ["replace", "revoke"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["officer", "name", "scopes", "addresses", "last_day"]
        return [
            ("officer", "name"),
            ("prefix", "shown_state"),
            "shown_scopes",
            "shown_addresses",
            ("shown_drawn", "expires_at"),
            ("last_used_at", "last_used_from"),
            ("shown_replaces", "shown_replacement"),
        ]

    def save_model(self, request, obj, form, change):
        request.drawn = draw_token(form.drafted, by=request.user)
        obj.pk, obj.prefix = form.drafted.pk, form.drafted.prefix

    def response_add(self, request, obj, post_url_continue=None):
        return self._shown(request, request.drawn)

    @action(
        description=gettext_lazy("Replace"), url_path="replace", permissions=["work"], icon="sync"
    )
    def replace(self, request, object_id):
        token = self._found(request, object_id)
        if request.method != "POST":
            return self._asked(request, token, "admin/agencies/token_replace.html", _("Replace"))
        try:
            drawn = replace_token(token.pk, by=request.user, at=timezone.now())
        except TokenRefused as refusal:
            messages.error(request, sentence(refusal))
            return redirect(_page_of(token))
        self.log_change(request, token, _("Replaced"))
        return self._shown(request, drawn)

    @action(
        description=gettext_lazy("Revoke"), url_path="revoke", permissions=["work"], icon="block"
    )
    def revoke(self, request, object_id):
        token = self._found(request, object_id)
        if request.method != "POST":
            return self._asked(request, token, "admin/agencies/token_revoke.html", _("Revoke"))
        revoke_token(token.pk, by=request.user, at=timezone.now())
        self.log_change(request, token, _("Revoked"))
        messages.success(request, _("Revoked."))
        return redirect(_page_of(token))

    def has_work_permission(self, request, object_id=None):
        """Only for showing the buttons; the services ask again."""
        if not self.has_view_permission(request):
            return False
        return object_id is None or _state(self._found(request, object_id)) == TokenState.VALID

    def _found(self, request, object_id) -> AccessToken:
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return found

    def _asked(self, request, token, template, title) -> HttpResponse:
        return self._page(
            request, template, title, token=token, grace_days=settings.TOKEN_GRACE_DAYS
        )

    def _shown(self, request, drawn: Drawn) -> HttpResponse:
        """The only page that ever shows a token; the answer to the form itself, so that nothing keeps it."""
        answer = self._page(
            request,
            "admin/agencies/token_shown.html",
            _("The new token"),
            token=drawn.token,
            text=drawn.text,
        )
        patch_cache_control(answer, no_store=True, private=True)
        return answer

    def _page(self, request, template, title, *, token, **more) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "token": token,
            "back": _page_of(token),
            **more,
        }
        return TemplateResponse(request, template, context)

    @display(description=gettext_lazy("used for"), ordering="name")
    def shown_name(self, token):
        return format_html(
            '<span class="desk-main">{}</span><span class="desk-quiet">{}…</span>',
            token.name,
            token.prefix,
        )

    @display(description=gettext_lazy("state"))
    def shown_state(self, token):
        state = _state(token)
        return format_html(
            '<span class="desk-badge desk-{}">{}</span>', _TONES[state], STATE_LABELS[state]
        )

    @display(description=gettext_lazy("valid until"), ordering="expires_at")
    def shown_end(self, token):
        end = f"{timezone.localtime(token.expires_at):%H:%M %d/%m/%Y}"
        note, tone = _note_on_end(token)
        return format_html(
            '<span class="desk-due-{}"><span class="desk-main">{}</span><span class="desk-quiet">{}</span></span>',
            tone,
            end,
            note,
        )

    @display(description=gettext_lazy("last used"), ordering="last_used_at")
    def shown_use(self, token):
        if token.last_used_at is None:
            return STATE_PILES[NEVER_USED]
        return format_html(
            '<span class="desk-main">{}</span><span class="desk-quiet">{}</span>',
            f"{timezone.localtime(token.last_used_at):%H:%M %d/%m/%Y}",
            token.last_used_from or "",
        )

    @display(description=gettext_lazy("opens"))
    def shown_scopes(self, token):
        lines = ((scope, SCOPE_LABELS[Scope(scope)]) for scope in token.scopes)
        return format_html_join("", "<div><code>{}</code> {}</div>", lines)

    @display(description=gettext_lazy("taken from"))
    def shown_addresses(self, token):
        return ", ".join(token.addresses) or _("every address")

    @display(description=gettext_lazy("drawn"))
    def shown_drawn(self, token):
        by = token.created_by or _("the command line")
        return f"{timezone.localtime(token.created_at):%H:%M %d/%m/%Y}, {by}"

    @display(description=gettext_lazy("replaces"), empty_value="–")
    def shown_replaces(self, token):
        return token.replaces

    @display(description=gettext_lazy("replaced by"), empty_value="–")
    def shown_replacement(self, token):
        return getattr(token, "replacement", None)


def _state(token: AccessToken) -> TokenState:
    return state_of(expires_at=token.expires_at, revoked_at=token.revoked_at, at=timezone.now())


def _note_on_end(token: AccessToken) -> tuple[str, str]:
    """What has to be said about the end, and how the cell is coloured."""
    if _state(token) != TokenState.VALID:
        return "", "calm"
    if getattr(token, "replacement", None) is not None:
        return _("replaced"), "calm"
    days = (token.expires_at - timezone.now()).days
    if days < settings.TOKEN_WARN_DAYS:
        return _("ends soon: replace it"), "near"
    return "", "calm"


def _page_of(token: AccessToken) -> str:
    return reverse("admin:agencies_accesstoken_change", args=[token.pk])
