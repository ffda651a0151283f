"""The digest of the day: one message an officer and day, made of every line that waits for it when it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext, ngettext

from dossiers.lifecycle import OPEN_STATES, DossierState
from dossiers.models import Announcement, Consultation, Dossier, DossierEvent, Violation
from dossiers.selectors.worklists import MOST_COUNTED, capped_count
from notifications.domain.messages import DropReason, Topic
from notifications.models import DigestLine, DueWarning, Message
from notifications.models.digests import TOPIC_LABELS
from notifications.services.words import Words, dossier_line, shown
from procedures.domain.zone import local_day

#: Told of one topic; the desk lists the others, and nobody reads a mail of thousands.
MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Matters:
    """What of a topic is still to be done, in order, and how one of them is said."""

    rows: QuerySet[Any, Any]
    say: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Part:
    """A topic's part of the digest: its first lines, and how many more there are (a `capped_count`)."""

    topic: Topic
    lines: list[str]
    more: int

    @property
    def count(self) -> int:
        return len(self.lines) + min(self.more, MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        return self.more > MOST_COUNTED

    def words(self) -> list[str]:
        """The heading and what stands under it."""
        told = [f"- {line}" for line in self.lines]
        if self.more:
            rest = min(self.more, MOST_COUNTED)
            said = ngettext("and %(count)s more", "and %(count)s more", rest)
            told.append(f"- {said % {'count': _number(rest, is_capped=self.is_capped)}}")
        number = _number(self.count, is_capped=self.is_capped)
        return ["", f"{TOPIC_LABELS[self.topic]} ({number})", *told]


def gather_lines(message: Message) -> None:
    """Take up what has been found for the officer since the last digest; a line is in one digest only."""
    waiting = DigestLine.objects.filter(officer=message.officer, message__isnull=True)
    waiting.update(message=message)


def digest_words(message: Message, at: datetime) -> Words | DropReason:
    """What is still to be done, under the heading of its topic, `MOST_TOLD` lines of each."""
    parts = _parts(message, at)
    if not parts:
        return DropReason.NOTHING_LEFT
    count = sum(part.count for part in parts)
    subject = ngettext("%(count)s matter for today", "%(count)s matters for today", count) % {
        "count": _number(count, is_capped=any(part.is_capped for part in parts))
    }
    return subject, [line for part in parts for line in part.words()][1:]


def _parts(message: Message, at: datetime) -> list[Part]:
    """The parts in which anything is left (a query for their topics, one or two for each)."""
    found = set(message.lines.order_by().values_list("topic", flat=True).distinct())
    parts = []
    for topic in Topic:
        if topic not in found:
            continue
        matters = _TELLERS[topic](message.lines.filter(topic=topic).values("subject_id"), at)
        lines = [matters.say(row) for row in matters.rows[:MOST_TOLD]]
        if lines:
            is_whole = len(lines) < MOST_TOLD
            more = 0 if is_whole else capped_count(matters.rows, beyond=MOST_TOLD)
            parts.append(Part(topic, lines, more))
    return parts


def _number(count: int, *, is_capped: bool) -> str:
    return f"{count}+" if is_capped else str(count)


#: The keys of what a topic's lines are about.
Keys = QuerySet[Any, Any]


def _submissions(keys: Keys, at: datetime) -> Matters:
    waiting = Dossier.objects.filter(
        pk__in=keys, state=DossierState.SUBMITTED, reception_due_at__gt=at
    )
    return Matters(
        waiting.order_by("reception_due_at", "pk"),
        lambda dossier: (
            gettext("%(code)s: to be answered by %(date)s")
            % {"code": dossier.key, "date": shown(dossier.reception_due_at)}
        ),
    )


def _announcements(keys: Keys, at: datetime) -> Matters:
    waiting = Announcement.objects.open().filter(pk__in=keys)
    return Matters(
        waiting.select_related("dossier").order_by("tell_by", "pk"),
        lambda row: (
            gettext("%(code)s: %(what)s, by %(date)s")
            % {"code": row.dossier.key, "what": row.get_kind_display(), "date": shown(row.tell_by)}
        ),
    )


def _due_soon(keys: Keys, at: datetime) -> Matters:
    """Twice warned of and not yet told, a dossier is named once."""
    warned = DueWarning.objects.filter(
        pk__in=keys,
        dossier__state__in=[state.value for state in OPEN_STATES],
        dossier__due_at=F("due_at"),
        dossier__late_from__gt=at,
    )
    once = warned.order_by("due_at", "dossier_id").distinct("due_at", "dossier_id")
    return Matters(once.select_related("dossier"), _due)


def _due(row: DueWarning | DossierEvent) -> str:
    return dossier_line(row.dossier, row.due_at)


def _supplements(keys: Keys, at: datetime) -> Matters:
    unasked = Dossier.objects.filter(
        pk__in=keys,
        state=DossierState.PROCESSING,
        supplement_count=0,
        supplement_until__gt=at,
    )
    return Matters(
        unasked.order_by("supplement_until", "pk"),
        lambda dossier: (
            gettext("%(code)s: the last day is %(date)s")
            % {"code": dossier.key, "date": f"{_last_day(dossier):%d/%m/%Y}"}
        ),
    )


def _last_day(dossier: Dossier) -> date:
    """`supplement_until` is the midnight after it."""
    assert dossier.supplement_until is not None  # noqa: S101 -- asked for in the query
    return local_day(dossier.supplement_until - timedelta(microseconds=1))


def _consultations(keys: Keys, at: datetime) -> Matters:
    asked = Consultation.objects.open().filter(pk__in=keys)
    return Matters(
        asked.select_related("dossier", "asked_by").order_by("answer_by", "pk"),
        lambda row: (
            gettext("%(code)s: %(agency)s asks, to be answered by %(date)s")
            % {"code": row.dossier.key, "agency": row.asked_by.name, "date": shown(row.answer_by)}
        ),
    )


def _moved(keys: Keys, at: datetime) -> Matters:
    moved = DossierEvent.objects.filter(
        pk__in=keys,
        dossier__state__in=[state.value for state in OPEN_STATES],
        dossier__due_at=F("due_at"),
    )
    return Matters(moved.select_related("dossier").order_by("due_at", "pk"), _due)


def _violations(keys: Keys, at: datetime) -> Matters:
    """What has been missed stays missed: told even when it has been done meanwhile."""
    rows = Violation.objects.filter(pk__in=keys).select_related("dossier", "agency")
    return Matters(
        rows.order_by("agency", "due_at", "pk"),
        lambda row: (
            gettext("%(code)s, %(agency)s: %(what)s")
            % {"code": row.dossier.key, "agency": row.agency.name, "what": row.get_kind_display()}
        ),
    )


_TELLERS: Mapping[str, Callable[[Keys, datetime], Matters]] = {
    Topic.SUBMISSION: _submissions,
    Topic.ANNOUNCEMENT: _announcements,
    Topic.DUE_SOON: _due_soon,
    Topic.SUPPLEMENT: _supplements,
    Topic.CONSULTATION: _consultations,
    Topic.MOVED: _moved,
    Topic.VIOLATION: _violations,
}
