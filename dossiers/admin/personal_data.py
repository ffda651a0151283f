"""Personal data at the desk: who was shown whose, for heads and oversight; and all that is held, for the person who asks."""

import tempfile
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from agencies.admin.permissions import may_receive, may_supervise
from dossiers.admin.access_words import access_door_label
from dossiers.admin.cells import two_lines
from dossiers.admin.desk import desk_of, reads_documents
from dossiers.admin.showing import ListAdmin
from dossiers.models import AccessRecord
from dossiers.selectors.accesses import accesses_for
from dossiers.selectors.personal_data import dossiers_of_person
from dossiers.services.telling_person import write_archive
from procedures.domain.zone import local

#: What somebody is told at once; more is a matter for the administrators (`manage.py personal_data`).
MOST_TOLD = 200


class PersonForm(forms.Form):
    """Who asks, and that they are who they say."""

    identity_number = forms.CharField(
        label=gettext_lazy("Identity number"), max_length=20, widget=UnfoldAdminTextInputWidget()
    )
    has_shown_identity = forms.BooleanField(
        label=gettext_lazy(
            "The person stands here and has shown the identity card of this number."
        ),
        widget=UnfoldBooleanWidget(),
    )


@admin.register(AccessRecord)
class AccessAdmin(ListAdmin):
    """Notes, the newest first; found by the exact code of a dossier."""

    list_display = ["shown_dossier", "shown_moment", "shown_officer", "shown_door", "address"]
    list_select_related = ["dossier__procedure_version", "officer", "machine"]
    list_filter = []
    search_fields = ["=dossier__code", "=officer__username"]
    search_help_text = gettext_lazy("Dossier code, or the user name of an officer")
    ordering = ["-at", "-pk"]
    export_title = gettext_lazy("Who looked at whose data")

    def has_module_permission(self, request):
        return may_supervise(request)

    def get_queryset(self, request):
        desk = desk_of(request)
        return accesses_for(desk.officer, at=desk.at, roles=desk.roles)

    def get_urls(self):
        page = self.admin_site.admin_view(tell_person)
        return [*super().get_urls(), path("person/", page, name="dossiers_person_told")]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": self.export_title} | (extra_context or {})
        )

    @display(description=gettext_lazy("when"), ordering="at")
    def shown_moment(self, note):
        return two_lines(f"{local(note.at):%H:%M:%S}", f"{local(note.at):%d/%m/%Y}")

    @display(description=gettext_lazy("by"))
    def shown_officer(self, note):
        return two_lines(str(note.officer), str(note.machine) if note.machine else "")

    @display(description=gettext_lazy("was shown"))
    def shown_door(self, note):
        return access_door_label(note.door)


@never_cache
def tell_person(request: HttpRequest) -> HttpResponseBase:
    """All that the officer sees of the person who stands at the counter, as one archive to hand over."""
    if not may_receive(request) or not reads_documents(request):
        raise PermissionDenied
    form = PersonForm(request.POST or None)
    if form.is_valid():
        archive = _archive(request, form.cleaned_data["identity_number"])
        if archive is not None:
            return FileResponse(archive, as_attachment=True, filename="du-lieu-ca-nhan.zip")
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("What is held about a person"),
        "form": form,
    }
    return TemplateResponse(request, "admin/dossiers/person.html", context)


def _archive(request: HttpRequest, number: str) -> Any:
    """The archive as an open file; None where nothing can be told, which the page then says."""
    found = dossiers_of_person(desk_of(request).visible(), number)
    keys = list(found.values_list("pk", flat=True)[: MOST_TOLD + 1])
    if not keys or len(keys) > MOST_TOLD:
        too_many = _("There are too many dossiers for one archive: ask the administrators.")
        messages.warning(request, too_many if keys else _("Nothing is held under this number."))
        return None
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the response
    dossiers = found.filter(pk__in=keys).select_related("procedure_version", "agency")
    write_archive(file, dossiers.iterator(chunk_size=50))
    file.seek(0)
    return file
