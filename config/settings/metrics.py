"""Metrics: who may ask for them, and where several processes count together."""

from pathlib import Path

from config.settings.environment import env

#: Networks from which `/metrics` answers; behind a proxy the visitor's address counts, not the proxy's.
METRICS_NETWORKS = env.list(
    "METRICS_NETWORKS",
    default=[] if env.bool("PRODUCTION", default=False) else ["127.0.0.0/8", "::1/128"],
)
#: Whoever sends it as `Authorization: Bearer` is let in from anywhere; empty: nobody is.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
#: Folder in which all processes of a machine count together; prometheus-client reads it itself.
PROMETHEUS_MULTIPROC_DIR = env.str("PROMETHEUS_MULTIPROC_DIR", default="")
if PROMETHEUS_MULTIPROC_DIR:
    # Without it no process would start, for want of a place to count.
    Path(PROMETHEUS_MULTIPROC_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
