"""The history of a dossier as sentences: who did what, when, on which grounds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from dossiers.admin.inputs.people import LABELS
from dossiers.models import Announcement, Dossier, DossierEvent, NotifyBy
from dossiers.wording import FACT_LABELS, act_label, choice_label, state_label
from procedures.domain.zone import local
from procedures.wording import limit_label

VIOLATIONS = {
    "late": _("asked later than three working days after reception"),
    "repeated": _("asked a second time"),
}
#: What an act notes down by itself, beside the facts it was given.
NOTE_LABELS = {
    "violations": _("Recorded as a violation"),
    "told_what": _("What is told"),
    "entered_at": _("Entered here at"),
    "limit_chosen_by_officer": _("Time limit chosen by the officer"),
}
#: Said elsewhere on the page, or keys of the catalogue that say nothing to people.
UNTOLD = {"documents", "procedure", "receiving_unit", "applicant", "limit_row", "letter"}
UNTOLD |= {"announcement", "consultation", "file"}
UNTOLD |= {"component", "content_type", "reused_from", "sha256"}
#: Facts that name a unit or agency by its code.
UNITS = ("agency", "to_unit", "to_one_stop", "asked_agency", "responsible")
#: An act entered so much later than it took effect says so.
ENTERED_AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    act: str
    at: datetime
    recorded_at: datetime
    was_entered_later: bool
    actor: str
    place: str
    state: str
    changed_state: bool
    due_at: datetime | None
    told: list[tuple[str, str]]


def entries(dossier: Dossier, *, with_texts: bool) -> list[Entry]:
    """The events, the newest first; personal and free texts only for those who may read them."""
    events = list(
        dossier.events.select_related(
            "actor", "machine", "agency", "delegation__giver", "text"
        ).order_by("-sequence")
    )
    names = _names(events)
    return [_entry(event, names, with_texts=with_texts) for event in events]


def _names(events: list[DossierEvent]) -> dict[str, str]:
    """Codes of units and user names in the facts, with what they stand for."""
    units = {event.facts.get(name) for event in events for name in UNITS}
    officers = {event.facts.get(name) for event in events for name in ("to_officer", "approved_by")}
    found = dict(Agency.objects.filter(code__in=units - {None}).values_list("code", "name"))
    known = Officer.objects.filter(username__in=officers - {None})
    return found | dict(known.values_list("username", "full_name"))


def _entry(event: DossierEvent, names: Mapping[str, str], *, with_texts: bool) -> Entry:
    facts = dict(event.facts)
    if with_texts and hasattr(event, "text"):
        facts |= event.text.values
    return Entry(
        act=act_label(event.act),
        at=event.at,
        recorded_at=event.recorded_at,
        was_entered_later=event.recorded_at - event.at > ENTERED_AT_ONCE,
        actor=_actor(event),
        place=event.agency.name if event.agency else "",
        state=state_label(event.to_state),
        changed_state=event.from_state != event.to_state,
        due_at=event.due_at if event.clock else None,
        told=_told(facts, names),
    )


def _actor(event: DossierEvent) -> str:
    """`KT. Phạm Văn Sở — Trần Văn Thẩm` where a delegate acted; a machine is named after its officer."""
    name = str(event.actor) if event.actor else str(_("the system"))
    if event.delegation:
        name = f"{event.delegation.signature_form} {event.delegation.giver} — {name}"
    return f"{name} ({event.machine})" if event.machine else name


def _told(facts: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    labels = FACT_LABELS | NOTE_LABELS
    told = [
        (str(labels[name]), _in_words(name, value, names))
        for name, value in facts.items()
        if name in labels and name not in UNTOLD
    ]
    return [(label, words) for label, words in told if words]


def _in_words(name: str, value: Any, names: Mapping[str, str]) -> str:
    if name in _WORDS:
        return _WORDS[name](value)
    if isinstance(value, bool):
        return str(_("yes")) if value else ""
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    return names.get(value) or choice_label(name, value)


def _fees(lines: list[dict[str, Any]]) -> str:
    return "; ".join(f"{line['name']}: {intcomma(line['amount'])} đ" for line in lines)


def _fees_taken(lines: list[dict[str, Any]]) -> str:
    return "; ".join(f"{_fees([line])} ({line['receipt_number']})" for line in lines)


def _changes(changes: dict[str, dict[str, Any]]) -> str:
    return "; ".join(
        f"{LABELS[name]}: {_detail(change['from'])} → {_detail(change['to'])}"
        for name, change in changes.items()
    )


def _detail(value: str | list[str]) -> str:
    words = ", ".join(NotifyBy(each).label for each in value) if isinstance(value, list) else value
    return words or "–"


def _moment(text: str) -> str:
    return f"{local(datetime.fromisoformat(text)):%H:%M %d/%m/%Y}"


#: Facts that are more than a text or a list of texts.
_WORDS: Mapping[str, Callable[[Any], str]] = {
    "changes": _changes,
    "fees": _fees,
    "fees_taken": _fees_taken,
    "limit": lambda limit: limit_label(limit["value"], limit["unit"]),
    "told_what": lambda kind: str(Announcement.Kind(kind).label),
    **dict.fromkeys(
        ("until", "answer_by", "held_at", "received_on_paper_at", "entered_at"), _moment
    ),
    "violations": lambda codes: "; ".join(str(VIOLATIONS[code]) for code in codes),
}
