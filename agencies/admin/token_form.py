"""The form by which an administrator draws an access token."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDateWidget,
    UnfoldAdminTextareaWidget,
)

from agencies.domain.refusals import TokenRefused
from agencies.domain.tokens import Scope
from agencies.models import AccessToken
from agencies.services.tokens import drafted_token
from agencies.wording import SCOPE_LABELS, sentence


def _last_day_at_most() -> date:
    """A token holds until the end of its last day."""
    return timezone.localdate() + timedelta(days=settings.TOKEN_MOST_DAYS - 1)


class TokenForm(forms.ModelForm):
    """What the service would refuse stands at its field; `drafted` is what was filled in."""

    drafted: AccessToken

    scopes = forms.MultipleChoiceField(
        label=_("Opens"),
        choices=[(scope.value, SCOPE_LABELS[scope]) for scope in Scope],
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("A token never allows more than the account's roles."),
    )
    addresses = forms.CharField(
        label=_("Taken from"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_(
            "Addresses or networks such as 10.20.0.0/16, one a line; empty: from everywhere."
        ),
    )
    last_day = forms.DateField(
        label=_("Last day"), initial=_last_day_at_most, widget=UnfoldAdminDateWidget()
    )

    class Meta:
        model = AccessToken
        fields = ["officer", "name"]

    def clean_addresses(self) -> list[str]:
        return self.cleaned_data["addresses"].replace(",", " ").split()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self._draft(cleaned)
        return cleaned

    def _draft(self, cleaned: dict[str, Any]) -> None:
        try:
            self.drafted = drafted_token(
                officer=cleaned["officer"],
                name=cleaned["name"],
                scopes=cleaned["scopes"],
                addresses=cleaned["addresses"],
                expires_at=_end_of(cleaned["last_day"]),
                at=timezone.now(),
            )
        except TokenRefused as refusal:
            field = "last_day" if refusal.field == "expires_at" else refusal.field
            self.add_error(field, sentence(refusal))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
