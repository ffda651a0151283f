"""What the database, the queue and the storage tell at the moment when Prometheus asks.

Whichever process of whichever machine is asked answers the same, so alarms take the highest. Each
part is bounded: counts end at `MOST_COUNTED` and read partial indexes only, the database gives up
after `_STATEMENT_SECONDS`, and a part that cannot be told is left out and named in
`casetracking_scrape_part_failed`.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from agencies.selectors.tokens import ending_tokens, valid_tokens
from batches.models import OPEN_STATES as OPEN_BATCHES
from batches.models import Batch
from config.calendar_coverage import coverage
from config.health import version
from config.queues import Held, held
from config.schedule import PATIENCE
from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Dossier, DossierFile
from notifications.domain.messages import Channel
from notifications.models import (
    ISSUED_STATES,
    ApologyLetter,
    DelayNotice,
    Message,
    MessageState,
    OverdueFlag,
    SweepRun,
)
from notifications.selectors import job_beats
from notifications.selectors.heartbeat import Pulse
from procedures.domain.zone import local_day

logger = structlog.get_logger(__name__)

#: Counting stops here, and the figure then means "at least".
MOST_COUNTED = 50_000
#: Failed messages are looked for among so many of the newest, read backwards by key.
NEWEST_MESSAGES = 10_000
#: Seconds for which an answer is given again: several Prometheus servers cost no more than one.
REMEMBERED = 10
_STATEMENT_SECONDS = 3
_PREFIX = "casetracking"
_OF_QUEUES: tuple[tuple[str, str, Callable[[Held], float]], ...] = (
    ("queue_waiting", "Tasks that no worker has taken yet.", lambda queue: queue.waiting.count),
    (
        "queue_oldest_seconds",
        "How long the first waiting task has waited; 0 where none waits.",
        lambda queue: queue.waiting.oldest or 0,
    ),
    (
        "queue_taken",
        "Tasks that a worker has taken and not ended.",
        lambda queue: queue.taken.count,
    ),
    (
        "queue_taken_oldest_seconds",
        "Since when the first of them was taken; 0 where none is.",
        lambda queue: queue.taken.oldest or 0,
    ),
)


class StateCollector:
    """Of prometheus-client's registry: gathers all parts, at most once in `REMEMBERED` seconds."""

    def collect(self) -> Iterable[Metric]:
        found: list[Metric] = caches["pages"].get_or_set("metrics", _gathered, REMEMBERED)
        return found


def _gathered() -> list[Metric]:
    now = timezone.now()
    failed = GaugeMetricFamily(
        f"{_PREFIX}_scrape_part_failed", "1 where a part could not be told.", labels=["part"]
    )
    found: list[Metric] = [failed]
    for part in PARTS:
        told, is_broken = _told(part, now)
        found += told
        failed.add_metric([part.__name__.strip("_")], float(is_broken))
    return found


def _told(part: Callable[[datetime], Iterator[Metric]], now: datetime) -> tuple[list[Metric], bool]:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{_STATEMENT_SECONDS}s'")
            return list(part(now)), False
    except Exception as error:  # noqa: BLE001 -- the other parts are told all the same
        logger.warning("metric_not_told", part=part.__name__.strip("_"), error=str(error))
        return [], True


def _one(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{_PREFIX}_{name}", what, value=value)


def _many(name: str, what: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(f"{_PREFIX}_{name}", what, labels=[label])
    for each, value in values:
        family.add_metric([each], value)
    return family


def _capped(rows: QuerySet[Any]) -> int:
    return rows.order_by().values("pk")[:MOST_COUNTED].count()


def _build(now: datetime) -> Iterator[Metric]:
    yield _many("build_info", "The release that runs.", "version", [(version(), 1)])


def _queue(now: datetime) -> Iterator[Metric]:
    queues = held()
    for name, what, value in _OF_QUEUES:
        yield _many(name, what, "queue", ((queue, value(each)) for queue, each in queues.items()))


def _messages(now: datetime) -> Iterator[Metric]:
    due = Message.objects.filter(state=MessageState.PLANNED, send_after__lte=now)
    first = due.order_by("send_after")[:MOST_COUNTED]
    rows = Message.objects.filter(pk__in=first.values("pk")).order_by().values("channel")
    known = {
        row["channel"]: row for row in rows.annotate(count=Count("pk"), since=Min("send_after"))
    }
    told = {channel.value: known.get(channel.value) for channel in Channel}
    yield _many(
        "messages_due",
        "Messages whose time to be sent has come.",
        "channel",
        ((channel, row["count"] if row else 0) for channel, row in told.items()),
    )
    yield _many(
        "message_oldest_seconds",
        "Since when the longest of them is due; 0 where none is.",
        "channel",
        (
            (channel, (now - row["since"]).total_seconds() if row else 0)
            for channel, row in told.items()
        ),
    )
    newest = Message.objects.order_by("-pk").values("state")[:NEWEST_MESSAGES]
    failed = newest.aggregate(failed=Count("state", filter=Q(state=MessageState.FAILED)))
    yield _one(
        "messages_failed", "Given up, among the newest ten thousand messages.", failed["failed"]
    )


def _dossiers(now: datetime) -> Iterator[Metric]:
    is_open = Dossier.objects.filter(state__in=[state.value for state in OPEN_STATES])
    yield _one("dossiers_open", "Open dossiers.", _capped(is_open))
    overdue = is_open.filter(late_from__isnull=False, late_from__lte=now)
    yield _one("dossiers_overdue", "Open dossiers overdue by the clock.", _capped(overdue))


def _duties(now: datetime) -> Iterator[Metric]:
    flags = OverdueFlag.objects.filter(closed_at__isnull=True)
    issued = ApologyLetter.objects.filter(flag=OuterRef("pk"), state__in=ISSUED_STATES)
    yield _one(
        "dossiers_overdue_without_letter",
        "Open overdue flags whose apology letter is not issued (Decree 61/2018/NĐ-CP, art. 19.9).",
        _capped(flags.exclude(Exists(issued))),
    )
    missing = DelayNotice.objects.filter(
        answered_at__isnull=True, lapsed_at__isnull=True, answer_by__lte=now
    )
    yield _one(
        "delay_notices_missing", "Demands past their moment without an answer.", _capped(missing)
    )


def _jobs(now: datetime) -> Iterator[Metric]:
    beats = job_beats(PATIENCE, at=now)
    yield _many(
        "job_finished_timestamp_seconds",
        "When the job last came to its end; missing where it never did.",
        "task",  # Prometheus calls what it scrapes a job
        (
            (job.name, job.beat.finished_at.timestamp())
            for job in beats
            if job.beat.finished_at is not None
        ),
    )
    yield _many(
        "job_late",
        "1 where the job has been without a finished run for too long.",
        "task",
        ((job.name, float(job.beat.pulse is Pulse.LATE)) for job in beats),
    )
    yield _many(
        "job_failed",
        "1 where the job has failed and not succeeded since.",
        "task",
        ((job.name, float(job.failed_at is not None)) for job in beats),
    )


def _sweep(now: datetime) -> Iterator[Metric]:
    last = SweepRun.objects.exclude(finished_at=None).order_by("-finished_at").first()
    if last is None or last.finished_at is None:
        return
    took = (last.finished_at - last.started_at).total_seconds()
    yield _one("sweep_duration_seconds", "How long the last finished sweep took.", took)
    counts = ((name, value) for name, value in last.counts.items() if isinstance(value, int))
    yield _many("sweep_count", "What the last finished sweep did.", "what", counts)


def _calendar(now: datetime) -> Iterator[Metric]:
    covered = coverage(on=local_day(now))
    for name, what, until in (
        ("covered", "Days ahead that the working calendar covers.", covered.covered_until),
        ("confirmed", "Days ahead fixed by official notice.", covered.confirmed_until),
    ):
        days = (until - local_day(now)).days if until else 0
        yield _one(f"calendar_{name}_days", what, days)


def _waiting_work(now: datetime) -> Iterator[Metric]:
    batches = Batch.objects.filter(state__in=OPEN_BATCHES).order_by("queued_at")
    states = [row["state"] for row in batches.values("state")[:MOST_COUNTED]]
    yield _many(
        "batches_open",
        "Exports and imports that wait or run.",
        "state",
        ((state.value, states.count(state)) for state in OPEN_BATCHES),
    )
    files = DossierFile.objects.filter(state=DossierFile.State.WAITING)
    oldest = files.order_by("uploaded_at").values_list("uploaded_at", flat=True).first()
    yield _one("files_unscanned", "Files that wait for the virus check.", _capped(files))
    yield _one(
        "file_unscanned_oldest_seconds",
        "How long the first of them has waited; 0 where none waits.",
        (now - oldest).total_seconds() if oldest else 0,
    )


def _tokens(now: datetime) -> Iterator[Metric]:
    soon = ending_tokens(at=now, within=timedelta(days=settings.TOKEN_WARN_DAYS))
    yield _one("tokens_ending", "Tokens that end soon and that nothing replaces.", soon.count())
    first = valid_tokens(at=now).filter(replacement__isnull=True).order_by("expires_at").first()
    if first is not None:
        days = (first.expires_at - now).total_seconds() / 86_400
        yield _one("token_next_end_days", "Days until the next of all tokens ends.", days)


def _disk(now: datetime) -> Iterator[Metric]:
    """Of this machine; nothing where files lie in a bucket."""
    if settings.S3_BUCKET:
        return
    folder = Path(settings.FILES_DIR)
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    yield _one("files_free_bytes", "Room left where files of dossiers are stored.", free)


PARTS = (
    *(_build, _queue, _messages, _dossiers, _duties, _jobs, _sweep, _calendar),
    *(_waiting_work, _tokens, _disk),
)
