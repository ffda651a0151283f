"""Delegations: a head lets another officer do named acts in the head's place; heads keep their own."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDateWidget,
    UnfoldAdminSelectWidget,
)

from agencies.admin.permissions import AdministrationAdmin, may_configure, may_keep_delegations
from agencies.domain.roles import HEAD_ROLES, Role
from agencies.models import Delegation, Officer
from agencies.models.officer import ROLE_LABELS
from agencies.selectors.delegations import delegations_for
from dossiers.admin.cells import two_lines
from dossiers.admin.desk import desk_of
from dossiers.domain.refusals import ActRefused
from dossiers.selectors.colleagues import officers_of
from dossiers.selectors.delegable import delegable_acts
from dossiers.services.delegating import check_delegation, end_delegation, give_delegation
from dossiers.wording import delegated_label, sentence
from procedures.domain.zone import local_day

PARTS = ("giver", "receiver", "role", "agency", "acts", "valid_from")


def _acts_of(*roles):
    """What only heads do comes first: it is what a delegation is mostly for."""
    everybodys = set(delegable_acts(Role.SPECIALIST, Role.COUNTER))
    acts = sorted(delegable_acts(*roles), key=lambda act: act in everybodys)
    return [(act, delegated_label(act)) for act in acts]


class CheckedForm(forms.ModelForm):
    """What the service would refuse stands at its field; `desk` is whose form it is."""

    desk = None
    acts = forms.MultipleChoiceField(
        label=gettext_lazy("Acts"), widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    def clean(self):
        cleaned = super().clean()
        if all(cleaned.get(name) for name in PARTS):
            drafted = Delegation(
                **{name: cleaned[name] for name in PARTS}, valid_to=cleaned.get("valid_to")
            )
            try:
                check_delegation(drafted, by=self.desk.officer, at=self.desk.at)
            except ActRefused as refusal:
                self.add_error(
                    refusal.field if refusal.field in self.fields else None, sentence(refusal)
                )
        return cleaned


class DelegationForm(CheckedForm):
    """Of an administrator, for any head."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, ROLE_LABELS[role]) for role in HEAD_ROLES],
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["acts"].choices = _acts_of(*HEAD_ROLES)


class OwnDelegationForm(CheckedForm):
    """Of a head: what the head holds by right, to officers of the same agency."""

    seat = forms.ChoiceField(
        label=gettext_lazy("In which office"), widget=UnfoldAdminSelectWidget()
    )
    receiver = forms.ModelChoiceField(
        Officer.objects.none(), label=gettext_lazy("Given to"), widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        day = local_day(self.desk.at)
        grants = self.desk.officer.grants.select_related("agency")
        held = {
            (c.role, c.agency_id)
            for c in self.desk.roles.capacities
            if c.role in HEAD_ROLES and c.delegation is None
        }
        self._seats = {
            str(grant.pk): grant for grant in grants if (grant.role, grant.agency_id) in held
        }
        homes = {grant.agency.home_id for grant in self._seats.values()}
        self.fields["seat"].choices = [(key, str(grant)) for key, grant in self._seats.items()]
        self.fields["receiver"].queryset = officers_of(homes, on=day).exclude(
            pk=self.desk.officer.pk
        )
        self.fields["acts"].choices = _acts_of(*(Role(g.role) for g in self._seats.values()))
        self.fields["valid_from"].initial = day

    def clean(self):
        seat = self._seats.get(self.cleaned_data.get("seat", ""))
        if seat is not None:
            given = {"giver": self.desk.officer, "role": seat.role, "agency": seat.agency}
            self.cleaned_data |= given
            for name, value in given.items():
                setattr(self.instance, name, value)
        return super().clean()


class EndForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=UnfoldAdminDateWidget())


@admin.register(Delegation)
class DelegationAdmin(AdministrationAdmin):
    """Given and ended, never changed or deleted: events refer to them."""

    list_display = ["shown_receiver", "shown_giver", "shown_acts", "shown_form", "shown_period"]
    list_display_links = ["shown_receiver"]
    list_select_related = ["receiver", "giver", "agency"]
    list_filter = ["role"]
    search_fields = ["giver__full_name", "receiver__full_name"]
    ordering = ["-valid_from", "-pk"]
    actions_detail = ["end"]

    def has_module_permission(self, request):
        return may_keep_delegations(request)

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_add_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        kept = super().get_queryset(request)
        if may_configure(request):
            return kept
        desk = desk_of(request)
        return kept.filter(pk__in=delegations_for(desk.officer, desk.roles))

    def get_autocomplete_fields(self, request):
        return ["giver", "receiver", "agency"] if may_configure(request) else []

    def get_fields(self, request, obj=None):
        signing = [("signature_form", "document"), ("valid_from", "valid_to")]
        if obj is not None:
            people = ["shown_giver", "shown_receiver", "shown_acts"]
            return [*people, *signing]
        if may_configure(request):
            return [("giver", "receiver"), ("role", "agency"), "acts", *signing]
        return [("seat", "receiver"), "acts", *signing]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        kwargs["form"] = DelegationForm if may_configure(request) else OwnDelegationForm
        made = super().get_form(request, obj, change, **kwargs)
        made.desk = desk_of(request)
        return made

    def save_model(self, request, obj, form, change):
        give_delegation(obj, by=request.user, at=desk_of(request).at)

    @display(description=gettext_lazy("given to"), ordering="receiver__full_name")
    def shown_receiver(self, delegation):
        return two_lines(delegation.receiver, delegation.receiver.title)

    @display(description=gettext_lazy("given by"), ordering="giver__full_name")
    def shown_giver(self, delegation):
        return two_lines(delegation.giver, f"{delegation.get_role_display()}, {delegation.agency}")

    @display(description=gettext_lazy("acts"))
    def shown_acts(self, delegation):
        acts = ", ".join(delegated_label(act) for act in delegation.acts)
        return acts or _("none: taken back before it began")

    @display(description=gettext_lazy("form of signature"))
    def shown_form(self, delegation):
        return two_lines(delegation.signature_form, delegation.document)

    @display(description=gettext_lazy("in force"), ordering="valid_from")
    def shown_period(self, delegation):
        first, last = delegation.valid_from, delegation.valid_to
        if last is None:
            return two_lines(_("since %(day)s") % {"day": f"{first:%d/%m/%Y}"})
        return two_lines(f"{first:%d/%m/%Y} – {last:%d/%m/%Y}")

    def has_end_permission(self, request, object_id):
        """Only for showing the button; the service asks again."""
        found = self._found(request, object_id)
        if found.receiver == request.user:
            return False
        today = local_day(desk_of(request).at)
        return found.valid_to is None or found.valid_to >= today

    def _found(self, request, object_id):
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return found

    @action(description=gettext_lazy("End"), url_path="end", permissions=["end"], icon="event_busy")
    def end(self, request, object_id):
        delegation = self._found(request, object_id)
        form = EndForm(request.POST or None, initial={"last_day": local_day(desk_of(request).at)})
        if form.is_valid() and self._ended(request, delegation, form):
            messages.success(request, _("Ended."))
            return redirect("admin:agencies_delegation_change", delegation.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("End the delegation"),
            "delegation": delegation,
            "acts": self.shown_acts(delegation),
            "form": form,
            "media": self.media + form.media,
            "back": reverse("admin:agencies_delegation_change", args=[delegation.pk]),
        }
        return TemplateResponse(request, "admin/dossiers/delegation_end.html", context)

    def _ended(self, request, delegation, form):
        try:
            end_delegation(
                delegation_id=delegation.pk,
                by=request.user,
                may_keep_all=may_configure(request),
                last_day=form.cleaned_data["last_day"],
                at=desk_of(request).at,
            )
        except ActRefused as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None, sentence(refusal)
            )
            return False
        return True
