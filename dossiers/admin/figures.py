"""The list narrowed to what a figure of the reports counts; it has no field among the filters, only a sentence."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from dossiers.admin.desk import desk_of
from dossiers.domain.spans import Span
from dossiers.selectors.figures import OF_THE_CLOCK, Figure, Part, counted
from procedures.domain.zone import local
from procedures.models import Procedure

FIGURE_LABELS: Mapping[Figure, str | Promise] = {
    Figure.OVERDUE: _("Overdue"),
    Figure.DUE_TODAY: _("Due today"),
    Figure.DUE_SOON: _("Due within 3 working days"),
    Figure.DUE_LATER: _("Due later"),
    Figure.STANDING: _("Clock not running"),
    Figure.UNANSWERED: _("Submissions not answered in time"),
    Figure.CARRIED: _("Carried over"),
    Figure.RECEIVED: _("Received"),
    Figure.ONLINE: _("Received online"),
    Figure.OFFLINE: _("Received at the counter or by post"),
    Figure.SETTLED: _("Settled"),
    Figure.IN_TIME: _("Settled in time"),
    Figure.EARLY: _("Settled early"),
    Figure.ON_TIME: _("Settled on time"),
    Figure.LATE: _("Settled late"),
    Figure.REAPPOINTED: _("In time by a moved date"),
    Figure.LEFT: _("Withdrawn or stopped"),
    Figure.WITHDRAWN: _("Withdrawn"),
    Figure.PENDING: _("Pending"),
    Figure.WITHIN: _("Pending within the limit"),
    Figure.OVER: _("Pending past the limit"),
    Figure.SUPPLEMENTED: _("Supplement requested"),
}
#: Parameters of the address that narrow to a part of the dossiers.
PART_PARAMETERS = {
    "figure_agency": "agency",
    "figure_unit": "unit",
    "figure_receiving": "receiving",
    "figure_procedure": "procedure",
    "figure_receiver": "receiver",
}
SINCE, UNTIL = "figure_since", "figure_until"


class FigureFilter(admin.SimpleListFilter):
    """Whatever a figure counted, counted again by the same condition among what the officer sees."""

    title = _("figure")
    parameter_name = "figure"
    template = "admin/dossiers/figure_filter.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        for name in (*PART_PARAMETERS, SINCE, UNTIL):
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    def lookups(self, request, model_admin):
        return list(FIGURE_LABELS.items())

    def expected_parameters(self):
        return [self.parameter_name, *PART_PARAMETERS, SINCE, UNTIL]

    def choices(self, changelist):
        """What the form of the other filters has to carry on."""
        yield {"carried": self.used_parameters}

    def queryset(self, request, queryset):
        part = {name: self.used_parameters.get(key, "") for key, name in PART_PARAMETERS.items()}
        narrowed = queryset.filter(Part(**part).condition())
        if not self.value():
            return narrowed
        at = desk_of(request).at
        try:
            return narrowed.filter(counted(Figure(self.value()), at=at, span=self._span()))
        except ValueError as error:
            raise IncorrectLookupParameters(error) from error

    @cached_property
    def sentence(self):
        """“Settled late · 01/11/2026 – 24/11/2026 · Sở Tư pháp”; empty where nothing is asked."""
        told = [str(FIGURE_LABELS[Figure(self.value())])] if self.value() else []
        if span := self._span():
            told.append(span_in_words(span))
        return " · ".join([*told, *self._part_in_words()])

    def _part_in_words(self):
        """Names of the agencies, the procedure and the officer asked for; a stranger's code says nothing."""
        asked = {name: self.used_parameters.get(name) for name in PART_PARAMETERS}
        officer, procedure = asked.pop("figure_receiver"), asked.pop("figure_procedure")
        if codes := [code for code in asked.values() if code]:
            yield from Agency.objects.filter(code__in=codes).values_list("name", flat=True)
        if procedure:
            yield from Procedure.objects.filter(code=procedure).values_list("name", flat=True)
        if officer:
            yield from Officer.objects.filter(username=officer).values_list("full_name", flat=True)

    def _span(self):
        """The span asked for; raises `ValueError` where it is none."""
        if self.value() in OF_THE_CLOCK or SINCE not in self.used_parameters:
            return None
        since, until = (self.used_parameters.get(name, "") for name in (SINCE, UNTIL))
        return Span(*(local(datetime.fromisoformat(text)) for text in (since, until)))


def span_in_words(span: Span) -> str:
    """`01/11/2026 – 24/11/2026`, `24/11/2026`, or with hours where it does not end at midnight."""
    since, until = local(span.since), local(span.until)
    if any(moment.hour or moment.minute for moment in (since, until)):
        return f"{since:%H:%M} – {until:%H:%M %d/%m/%Y}"
    last = until - datetime.resolution
    days = f"{since:%d/%m/%Y}", f"{last:%d/%m/%Y}"
    return days[0] if days[0] == days[1] else " – ".join(days)
