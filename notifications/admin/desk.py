"""What the pages share: they show, and a button leads to a form whose values go to one service."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from agencies.admin.permissions import may_read_dossiers
from batches.admin.exportable import Exportable
from batches.admin.pagination import KeysPaginator
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.selectors.finding import coded
from dossiers.wording import sentence


class ShowingAdmin(Exportable, ModelAdmin):
    """Rows are looked at; no admin form adds, saves or deletes one. What is not the officer's is not there."""

    actions = None
    #: Any other order than the list's own would have to sort the rows of years.
    sortable_by = ()
    list_max_show_all = 0
    paginator = KeysPaginator
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Codes are found by their indexes; Django would look for the letters in every code."""
        if search_term and "dossier__code" in self.search_fields:
            return queryset.filter(dossier__in=coded(search_term)), False
        return super().get_search_results(request, queryset, search_term)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_read_dossiers(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> HttpResponse:
        raise Http404

    @display(description=_("settling agency"))
    def show_agency(self, row: Any) -> str:
        """Without the link to a page that only administrators may open."""
        return str(row.agency)

    @display(description=_("unit"), empty_value="–")
    def show_unit(self, row: Any) -> str | None:
        return str(row.unit) if row.unit else None

    @display(description=_("appointment"))
    def show_appointment(self, row: Any) -> str:
        date = _("Moved date") if row.appointment else _("First date")
        if row.run == 1:
            return str(date)
        return gettext("%(date)s of run %(run)s") % {"date": date, "run": row.run}

    def found(self, request: HttpRequest, object_id: int | str) -> Any:
        """The row, if the officer may see it, else 404."""
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        return row

    def page_of(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def act_page(
        self,
        request: HttpRequest,
        row: Any,
        *,
        form: forms.Form,
        title: str,
        facts: Sequence[tuple[Any, Any]],
        act: Callable[[Mapping[str, Any]], Any],
        done: str,
    ) -> HttpResponse:
        """Show `facts` and the form, or do the act with its values and go back; a refusal stands at its field."""
        if request.method == "POST" and form.is_valid():
            try:
                act(form.cleaned_data)
            except ActRefused as refusal:
                tell_refusal(form, refusal)
            else:
                messages.success(request, done)
                return redirect(self.page_of(row))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "original": row,
            "facts": facts,
            "form": form,
            "media": self.media + form.media,
            "back": self.page_of(row),
        }
        return TemplateResponse(request, "admin/notifications/act.html", context)


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: also a form without any field is sent or not sent."""
    return request.POST if request.method == "POST" else None


def tell_refusal(form: forms.Form, refusal: ActRefused) -> None:
    """Each refused value at its own field, the rest above the form."""
    refusals = refusal.refusals if isinstance(refusal, FactsRefused) else (refusal,)
    for one in refusals:
        form.add_error(one.field if one.field in form.fields else None, sentence(one))


def day_of(moment: datetime | None) -> date | None:
    """The day a date field starts with."""
    return localdate(moment) if moment else None
