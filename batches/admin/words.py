"""How a batch is told on screen: its state, how far it is, how large its file."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html
from django.utils.translation import gettext as _

from batches.models import Batch, BatchState

TONES = {
    BatchState.WAITING: "waiting",
    BatchState.RUNNING: "active",
    BatchState.DONE: "done",
    BatchState.FAILED: "late",
    BatchState.CANCELLED: "ended",
}


def state_badge(batch: Batch) -> str:
    return format_html(
        '<span class="desk-badge desk-{}">{}</span>',
        TONES[BatchState(batch.state)],
        batch.get_state_display(),
    )


def rows_in_words(batch: Batch) -> str:
    """`1.250 of 10.000` while it goes on, then how many there were."""
    if batch.is_open and batch.total:
        return _("%(done)s of %(total)s") % {
            "done": intcomma(batch.done),
            "total": intcomma(batch.total),
        }
    return intcomma(batch.done) if batch.done else "–"
