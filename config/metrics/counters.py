"""What a process counts while it works.

Several processes count into the files of one folder where `PROMETHEUS_MULTIPROC_DIR` names it
(prometheus-client's own way), so that whichever is asked tells the sum. Labels are names of routes,
acts and refusals, of which there are as many as the code has: never an address or a code of a dossier.
"""

from typing import Any

from axes.signals import user_locked_out
from prometheus_client import Counter, Histogram

from dossiers.lifecycle import rows
from dossiers.models import Dossier
from dossiers.signals import act_done, act_refused

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

request_seconds = Histogram(
    "casetracking_request_duration_seconds",
    "Time from the request's arrival in the process to its answer.",
    ["route", "method", "status"],
    buckets=_BUCKETS,
)
request_statements = Counter(
    "casetracking_request_statements",
    "Statements that requests sent to the database.",
    ["route"],
)
request_statement_seconds = Counter(
    "casetracking_request_statement_seconds",
    "Time that requests waited for the database.",
    ["route"],
)
acts = Counter("casetracking_acts", "Acts done and committed.", ["act"])
refusals = Counter("casetracking_acts_refused", "Acts refused.", ["act", "code"])
lock_outs = Counter(
    "casetracking_log_in_locked_out",
    "Log-ins refused because of too many wrong passwords.",
)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ACTS = frozenset(row.act for row in rows(Dossier))


def count_request(
    *, route: str, method: str, status: int, seconds: float, statements: int, waited: float
) -> None:
    """A request has been answered; `waited` are the seconds spent on its statements."""
    known = method if method in _METHODS else "other"
    request_seconds.labels(route, known, f"{status // 100}xx").observe(seconds)
    if statements:
        request_statements.labels(route).inc(statements)
        request_statement_seconds.labels(route).inc(waited)


def on_done(act: str, **kwargs: Any) -> None:
    """An act is committed."""
    acts.labels(_known(act)).inc()


def on_refused(act: str, code: str, **kwargs: Any) -> None:
    """An act was refused."""
    refusals.labels(_known(act), code).inc()


def on_locked_out(**kwargs: Any) -> None:
    """Somebody typed wrong passwords too often."""
    lock_outs.inc()


def _known(act: str) -> str:
    """What is asked for over REST may be any word."""
    return act if act in _ACTS else "unknown"


act_done.connect(on_done, dispatch_uid="config.metrics.done")
act_refused.connect(on_refused, dispatch_uid="config.metrics.refused")
user_locked_out.connect(on_locked_out, dispatch_uid="config.metrics.locked_out")
