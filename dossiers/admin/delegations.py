"""Delegations: a head lets another officer do named acts in the head's place."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from agencies.admin.permissions import AdministrationAdmin
from agencies.domain.roles import HEAD_ROLES
from agencies.models import Delegation
from agencies.models.officer import ROLE_LABELS
from dossiers.lifecycle import rows
from dossiers.models import Dossier
from dossiers.wording import act_label


def _act_choices() -> list[tuple[str, str]]:
    """Every act of the table that a head may do, re-appointment by apology letter among them."""
    acts = dict.fromkeys(
        row.act
        for row in rows(Dossier)
        if any(role in HEAD_ROLES for allowed in row.allowed for role in allowed.roles)
    )
    return [(act, act_label(act)) for act in acts]


class DelegationForm(forms.ModelForm):
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, ROLE_LABELS[role]) for role in HEAD_ROLES],
        widget=UnfoldAdminSelectWidget(),
    )
    acts = forms.MultipleChoiceField(
        label=gettext_lazy("Acts"),
        choices=_act_choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def clean(self):
        """A head can give only what the head holds; later it counts only while the head still does."""
        cleaned = super().clean()
        giver, role, agency = (cleaned.get(name) for name in ("giver", "role", "agency"))
        if giver and role and agency and not giver.grants.filter(role=role, agency=agency).exists():
            raise ValidationError(
                _("%(officer)s does not hold this role there.") % {"officer": giver}
            )
        return cleaned


@admin.register(Delegation)
class DelegationAdmin(AdministrationAdmin):
    """Ended by a last day, never deleted: events refer to them."""

    form = DelegationForm
    list_display = [
        "receiver",
        "giver",
        "role",
        "agency",
        "signature_form",
        "valid_from",
        "valid_to",
    ]
    list_select_related = ["receiver", "giver", "agency"]
    list_filter = ["role"]
    search_fields = ["giver__full_name", "receiver__full_name"]
    ordering = ["-valid_from"]
    autocomplete_fields = ["giver", "receiver", "agency"]
    fields = [
        ("giver", "receiver"),
        ("role", "agency"),
        "acts",
        ("signature_form", "document"),
        ("valid_from", "valid_to"),
    ]

    def has_delete_permission(self, request, obj=None):
        return False
