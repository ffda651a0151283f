"""Filters that the list of dossiers shares with the desk and the reports: a pile, a desk, what a figure counts."""

from django.db.models import QuerySet

from agencies.api.problems import bad_parameter
from agencies.api.queries import Query
from dossiers.domain.spans import Span
from dossiers.models import Dossier
from dossiers.selectors.figures import OF_THE_CLOCK, Figure, Part, counted
from dossiers.selectors.worklists import Desk, Worklist
from procedures.domain.channels import Channel

DESK_FILTERS = (
    "work",
    "channel",
    "unit",
    "officer",
    "unclaimed",
    "receiving_unit",
    "figure",
    "since",
    "until",
    "receiver",
)


def on_desk(dossiers: QuerySet[Dossier], query: Query, *, desk: Desk) -> QuerySet[Dossier]:
    """Of the dossiers those that the filters leave; refuses `bad_filter`."""
    if pile := query.choice("work", ["", *Worklist], ""):
        dossiers = desk.pile(Worklist(pile), among=dossiers)
    asked = {
        "channel__in": query.choices("channel", list(Channel)),
        "unit__code__in": query.texts("unit"),
        "officer__username__in": query.texts("officer"),
        "receiving_unit__code__in": query.texts("receiving_unit"),
    }
    dossiers = dossiers.filter(**{name: values for name, values in asked.items() if values})
    if (unclaimed := query.flag("unclaimed")) is not None:
        dossiers = dossiers.filter(officer__isnull=unclaimed)
    if receiver := query.text("receiver"):
        dossiers = dossiers.filter(Part(receiver=receiver).condition())
    return _counted(dossiers, query, desk=desk)


def _counted(dossiers: QuerySet[Dossier], query: Query, *, desk: Desk) -> QuerySet[Dossier]:
    """What a figure of the reports counted, by the same condition."""
    name, span = query.choice("figure", ["", *Figure], ""), _span(query)
    if not name:
        if span is not None:
            raise bad_parameter("bad_filter", "since")
        return dossiers
    figure = Figure(name)
    if (span is None) != (figure in OF_THE_CLOCK):
        raise bad_parameter("bad_filter", "since")
    return dossiers.filter(counted(figure, at=desk.at, span=span))


def _span(query: Query) -> Span | None:
    since, until = query.moment("since"), query.moment("until")
    if since is None and until is None:
        return None
    if since is None or until is None or until <= since:
        raise bad_parameter("bad_filter", "until")
    return Span(since, until)
