"""The log-in by password, and the way past it where officers sign in at an identity provider."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.forms import AuthenticationForm

from agencies.admin.identity_provider import is_configured
from agencies.domain.roles import Role
from agencies.models import Officer
from agencies.selectors import roles_of


class PasswordForm(AuthenticationForm):
    """With `OIDC_CLOSES_PASSWORD_DOOR` only administrators come in by it, for days on which the provider is away."""

    @property
    def has_provider(self) -> bool:
        return is_configured()

    @property
    def is_for_administrators(self) -> bool:
        return is_configured() and bool(settings.OIDC_CLOSES_PASSWORD_DOOR)

    def confirm_login_allowed(self, user: Officer) -> None:
        super().confirm_login_allowed(user)
        if self.is_for_administrators and not _administers(user):
            raise ValidationError(
                _("Sign in with your identity account; passwords are for administrators here."),
                code="password_door_closed",
            )


def shut_out(request: HttpRequest, *whatever: Any) -> HttpResponse:
    """What axes shows after too many wrong passwords; of one officer, and from one address alone."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    context = {
        **admin.site.each_context(request),
        "sentence": ngettext(
            "Too many wrong passwords from this address. Wait %(count)s minute, or ask an administrator for a new one.",
            "Too many wrong passwords from this address. Wait %(count)s minutes, or ask an administrator for a new one.",
            minutes,
        )
        % {"count": minutes},
    }
    answer = render(
        request, "admin/agencies/not_signed_in.html", context, status=HTTPStatus.TOO_MANY_REQUESTS
    )
    answer["Retry-After"] = str(minutes * 60)
    return answer


# The theme's own setting for it would import this package while the site is being made, and make it twice.
admin.site.login_form = PasswordForm


def _administers(user: Officer) -> bool:
    if user.is_superuser:
        return True
    return roles_of(user, on=timezone.localdate()).has(Role.ADMINISTRATOR)
