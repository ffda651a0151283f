"""The digest of the day: one message an officer and day, made of every line that waits for it when it is sent."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext, ngettext

from dossiers.lifecycle import OPEN_STATES, DossierState
from dossiers.models import Announcement, Consultation, Dossier, DossierEvent, Violation
from notifications.domain.messages import DropReason, Topic
from notifications.models import DigestLine, DueWarning, Message
from notifications.models.digests import TOPIC_LABELS
from notifications.services.words import Words, dossier_line, shown
from procedures.domain.zone import local_day

Lines = Collection[DigestLine]


def gather_lines(message: Message) -> None:
    """Take up what has been found for the officer since the last digest; a line is in one digest only."""
    waiting = DigestLine.objects.filter(officer=message.officer, message__isnull=True)
    waiting.update(message=message)


def digest_words(message: Message, at: datetime) -> Words | DropReason:
    """Every line that is still to be done, under the heading of its topic."""
    gathered: dict[str, list[DigestLine]] = {}
    for line in message.lines.order_by("due_at", "pk"):
        gathered.setdefault(line.topic, []).append(line)
    lines: list[str] = []
    count = 0
    for topic in Topic:
        told = _TELLERS[topic](gathered.get(topic, ()), at)
        count += len(told)
        if told:
            lines += ["", f"{TOPIC_LABELS[topic]} ({len(told)})", *(f"- {line}" for line in told)]
    if not count:
        return DropReason.NOTHING_LEFT
    subject = ngettext("%(count)s matter for today", "%(count)s matters for today", count) % {
        "count": count
    }
    return subject, lines[1:]


def _keys(lines: Lines) -> list[int]:
    return [line.subject_id for line in lines]


def _submissions(lines: Lines, at: datetime) -> list[str]:
    waiting = Dossier.objects.filter(
        pk__in=_keys(lines), state=DossierState.SUBMITTED, reception_due_at__gt=at
    )
    return [
        gettext("%(code)s: to be answered by %(date)s")
        % {"code": dossier.key, "date": shown(dossier.reception_due_at)}
        for dossier in waiting.order_by("reception_due_at", "pk")
    ]


def _announcements(lines: Lines, at: datetime) -> list[str]:
    waiting = Announcement.objects.open().filter(pk__in=_keys(lines))
    return [
        gettext("%(code)s: %(what)s, by %(date)s")
        % {"code": row.dossier.key, "what": row.get_kind_display(), "date": shown(row.tell_by)}
        for row in waiting.select_related("dossier").order_by("tell_by", "pk")
    ]


def _due_soon(lines: Lines, at: datetime) -> list[str]:
    """Twice warned of and not yet told, a dossier is named once."""
    warned = DueWarning.objects.filter(
        pk__in=_keys(lines),
        dossier__state__in=[state.value for state in OPEN_STATES],
        dossier__due_at=F("due_at"),
        dossier__late_from__gt=at,
    )
    rows = warned.select_related("dossier").order_by("due_at", "dossier_id")
    return list(dict.fromkeys(dossier_line(row.dossier, row.due_at) for row in rows))


def _supplements(lines: Lines, at: datetime) -> list[str]:
    unasked = Dossier.objects.filter(
        pk__in=_keys(lines),
        state=DossierState.PROCESSING,
        supplement_count=0,
        supplement_until__gt=at,
    )
    return [
        gettext("%(code)s: the last day is %(date)s")
        % {"code": dossier.key, "date": f"{_last_day(dossier):%d/%m/%Y}"}
        for dossier in unasked.order_by("supplement_until", "pk")
    ]


def _last_day(dossier: Dossier) -> date:
    """`supplement_until` is the midnight after it."""
    assert dossier.supplement_until is not None  # noqa: S101 -- asked for in the query
    return local_day(dossier.supplement_until - timedelta(microseconds=1))


def _consultations(lines: Lines, at: datetime) -> list[str]:
    asked = Consultation.objects.open().filter(pk__in=_keys(lines))
    return [
        gettext("%(code)s: %(agency)s asks, to be answered by %(date)s")
        % {
            "code": row.dossier.key,
            "agency": row.asked_by.name,
            "date": shown(row.answer_by),
        }
        for row in asked.select_related("dossier", "asked_by").order_by("answer_by", "pk")
    ]


def _moved(lines: Lines, at: datetime) -> list[str]:
    moved = DossierEvent.objects.filter(
        pk__in=_keys(lines),
        dossier__state__in=[state.value for state in OPEN_STATES],
        dossier__due_at=F("due_at"),
    )
    rows = moved.select_related("dossier").order_by("due_at", "pk")
    return [dossier_line(row.dossier, row.due_at) for row in rows]


def _violations(lines: Lines, at: datetime) -> list[str]:
    """What has been missed stays missed: told even when it has been done meanwhile."""
    rows = Violation.objects.filter(pk__in=_keys(lines)).select_related("dossier", "agency")
    return [
        gettext("%(code)s, %(agency)s: %(what)s")
        % {"code": row.dossier.key, "agency": row.agency.name, "what": row.get_kind_display()}
        for row in rows.order_by("agency", "due_at", "pk")
    ]


_TELLERS: Mapping[str, Callable[[Lines, datetime], list[str]]] = {
    Topic.SUBMISSION: _submissions,
    Topic.ANNOUNCEMENT: _announcements,
    Topic.DUE_SOON: _due_soon,
    Topic.SUPPLEMENT: _supplements,
    Topic.CONSULTATION: _consultations,
    Topic.MOVED: _moved,
    Topic.VIOLATION: _violations,
}
