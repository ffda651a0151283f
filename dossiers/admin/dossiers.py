"""Dossiers at the desk: no form here saves one; every change is an act of the lifecycle table."""

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from agencies.admin.permissions import may_read_dossiers, may_receive
from batches.admin.exportable import Exportable
from dossiers.admin import (
    acting,
    bulk,
    card,
    colleagues,
    files,
    finding,
    imports,
    known_applicants,
    papers,
    procedure_choice,
    reception,
)
from dossiers.admin.cells import (
    awaited_cell,
    due_cell,
    holder_cell,
    panel_link,
    reception_cell,
    state_badge,
    transfer_cell,
    two_lines,
    waiting_cell,
)
from dossiers.admin.changelist import PILE_ORDER, DossierList, columns_of, tabs
from dossiers.admin.desk import desk_of, reads_documents
from dossiers.admin.exports import DOSSIER_COLUMNS, DOSSIER_PREFETCH
from dossiers.admin.figures import FigureFilter
from dossiers.admin.filters import (
    EVERYTHING,
    AgencyFilter,
    ChannelFilter,
    HolderFilter,
    ProcedureFilter,
    StateFilter,
    WorklistFilter,
    chosen_pile,
)
from dossiers.admin.pagination import WorklistPaginator
from dossiers.models import Dossier
from dossiers.selectors.worklists import Worklist
from procedures.domain.zone import local

#: Piles read from the newest; every other one begins with what is due first.
NEWEST_FIRST = {Worklist.CLOSED.value, EVERYTHING}


@admin.register(Dossier)
class DossierAdmin(Exportable, ModelAdmin):
    """The list, and the doors to one dossier; adding, changing, deleting and Django's history are shut."""

    list_display = columns_of("")
    list_display_links = None  # the code is a link of our own, which the side panel knows
    list_select_related = False
    list_filter = [
        WorklistFilter,
        HolderFilter,
        ("procedure", ProcedureFilter),
        StateFilter,
        ChannelFilter,
        AgencyFilter,
        FigureFilter,
    ]
    list_filter_submit = True
    list_fullwidth = True
    list_per_page = 50
    list_max_show_all = 0
    paginator = WorklistPaginator
    list_before_template = "admin/dossiers/piles.html"
    list_after_template = "admin/dossiers/panel_place.html"
    search_fields = ["code"]
    search_help_text = _("Code or its last digits, applicant, identity or telephone number")
    sortable_by = ["shown_due", "shown_transfer_by", "shown_waiting"]
    export_title = _("Dossiers")
    export_columns = DOSSIER_COLUMNS
    export_prefetch = DOSSIER_PREFETCH
    actions = ["transfer_selected", "hand_over_selected"]

    def has_module_permission(self, request):
        return may_read_dossiers(request)

    def has_view_permission(self, request, obj=None):
        return may_read_dossiers(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_transfer_permission(self, request):
        return bulk.may_do_together(request, "transfer")

    def has_hand_over_permission(self, request):
        return bulk.may_do_together(request, "hand_over")

    def get_urls(self):
        """Only these doors: what Django's admin would open beside them does not exist."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="dossiers_dossier_changelist"),
            self.export_url(),
            path("import/", view(imports.import_page), name="dossiers_dossier_import"),
            path("find/", view(finding.find), name="dossiers_dossier_find"),
            path("new/", view(procedure_choice.choose), name="dossiers_dossier_new"),
            path(
                "new/known-applicant/",
                view(known_applicants.offer),
                name="dossiers_dossier_known_applicant",
            ),
            path(
                "new/<str:code>/",
                view(reception.receive),
                name="dossiers_dossier_reception",
            ),
            path("colleagues/", view(colleagues.colleague), name="dossiers_dossier_colleague"),
            path("together/<slug:act>/", view(bulk.together), name="dossiers_dossier_together"),
            path("<str:key>/", view(card.show), name="dossiers_dossier_change"),
            path(
                "<str:key>/acts/<slug:act>/",
                view(acting.act, cacheable=True),
                name="dossiers_dossier_act",
            ),
            path("<str:key>/papers/<int:paper>/", view(papers.show), name="dossiers_dossier_paper"),
            path("<str:key>/files/", view(files.files_page), name="dossiers_dossier_files"),
            path("<str:key>/files/<uuid:ref>/", view(files.show), name="dossiers_dossier_file"),
            path(
                "<str:key>/files/<uuid:ref>/digitised/",
                view(files.mark),
                name="dossiers_dossier_file_digitised",
            ),
            path(
                "<str:key>/files/<uuid:ref>/remove/",
                view(files.remove),
                name="dossiers_dossier_file_remove",
            ),
            path(
                "<str:key>/control-slip/",
                view(papers.control_slip),
                name="dossiers_dossier_control_slip",
            ),
        ]

    def get_queryset(self, request):
        return desk_of(request).visible()

    def get_changelist(self, request, **kwargs):
        return DossierList

    def may_export_personal(self, request):
        return reads_documents(request)

    def get_ordering(self, request):
        chosen = chosen_pile(request)
        return ["-pk"] if chosen in NEWEST_FIRST else [PILE_ORDER.get(chosen, "due_at"), "pk"]

    def get_list_display(self, request):
        columns = columns_of(chosen_pile(request))
        if reads_documents(request):
            return columns
        return [name for name in columns if name != "shown_applicant"]

    def get_search_results(self, request, queryset, search_term):
        """`DossierList` reads the words."""
        return queryset, False

    def changelist_view(self, request, extra_context=None):
        shown = {
            "piles": tabs(request),
            "may_receive": may_receive(request),
            "title": _("Dossiers"),
        }
        return super().changelist_view(request, shown | (extra_context or {}))

    @admin.display(description=_("dossier code"))
    def shown_code(self, dossier):
        arrived = dossier.received_at or dossier.submitted_at
        moment = f"{local(arrived):%H:%M %d/%m/%Y}" if arrived else ""
        return two_lines(panel_link(dossier), moment)

    @admin.display(description=_("procedure"))
    def shown_procedure(self, dossier):
        name = dossier.procedure_version.name
        short = name if len(name) <= 90 else f"{name[:89]}…"
        return two_lines(short, dossier.procedure.code)

    @admin.display(description=_("applicant"))
    def shown_applicant(self, dossier):
        return two_lines(dossier.applicant.name, dossier.applicant.phone)

    @admin.display(description=_("state"))
    def shown_state(self, dossier):
        return state_badge(dossier)

    @admin.display(description=_("due"), ordering="due_at")
    def shown_due(self, dossier):
        if dossier.reception_left is not None:
            return reception_cell(dossier, dossier.reception_left)
        if dossier.awaited is not None and not dossier.is_late:
            return awaited_cell(dossier.awaited)
        return due_cell(dossier, dossier.time_left, is_late=dossier.is_late)

    @admin.display(description=_("to be answered by"), ordering="reception_due_at")
    def shown_answer_by(self, dossier):
        return reception_cell(dossier, dossier.reception_left) if dossier.reception_left else "–"

    @admin.display(description=_("to be transferred by"), ordering="transfer_due_at")
    def shown_transfer_by(self, dossier):
        return transfer_cell(dossier, at=dossier.seen_at)

    @admin.display(description=_("supplement"))
    def shown_awaited(self, dossier):
        return awaited_cell(dossier.awaited) if dossier.awaited else "–"

    @admin.display(description=_("ready since"), ordering="settled_at")
    def shown_waiting(self, dossier):
        return waiting_cell(dossier.settled_at, at=dossier.seen_at)

    @admin.display(description=_("outcome"))
    def shown_result(self, dossier):
        return two_lines(dossier.get_outcome_display(), dossier.result)

    @admin.display(description=_("lies with"))
    def shown_holder(self, dossier):
        return holder_cell(dossier, dossier.step_due, at=dossier.seen_at)

    @admin.display(description=_("channel"))
    def shown_channel(self, dossier):
        return dossier.get_channel_display()

    @admin.display(description=_("settling agency"))
    def shown_agency(self, dossier):
        return dossier.agency

    @admin.display(description=_("unit"))
    def shown_unit(self, dossier):
        unit, agency = dossier.unit, dossier.agency
        if unit is None or unit == agency:
            return two_lines(agency)
        return two_lines(unit if unit.is_unit else unit.short_name or unit, agency)

    @admin.action(description=_("Transfer to the agency"), permissions=["transfer"])
    def transfer_selected(self, request, queryset):
        return bulk.begin(request, "transfer", queryset)

    @admin.action(description=_("Hand over"), permissions=["hand_over"])
    def hand_over_selected(self, request, queryset):
        return bulk.begin(request, "hand_over", queryset)
