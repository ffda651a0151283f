"""The figures: kept as JSON, printed as a table, and compared between sizes."""

import json
import os
import platform
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from benchmarks import server
from benchmarks.bench import Plan, Row

_SMALL, _MIDDLE, _LARGE = "10k", "100k", "1m"


def growth(rows: Iterable[Row]) -> list[Row]:
    """How much slower the median answer is at 1 M than at 10 k, row by row; the admin's list from 100 k."""
    seen = {(row.name, row.size): row.detail for row in rows if "ours" in row.detail}
    found = []
    for (name, size), detail in seen.items():
        first = _MIDDLE if name.startswith("admin") else _SMALL
        if size != _LARGE or (name, first) not in seen:
            continue
        if "one_visitor" in detail:
            now, then = (seen[name, each]["one_visitor"]["p50_ms"] for each in (size, first))
        else:
            now, then = (seen[name, each]["ours"]["p50_ms"] for each in (size, first))
        found.append(
            Row(f"growth of p50: {name}", f"{first} → {size}", round(now / then, 2), "×", 1.2)
        )
    return found


def keep(rows: Iterable[Row], plan: Plan, *, at: datetime) -> Path:
    """Write the figures down, with the machine they were seen on."""
    folder = Path(os.environ.get("RESULTS", server.VAR / "results"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{at:%Y%m%d-%H%M%S}.json"
    machine = {
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": os.getloadavg(),
    }
    told = {
        "at": at.isoformat(),
        "machine": machine,
        "seconds": plan.seconds,
        "rounds": plan.rounds,
        "rows": [row.as_json() for row in rows],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return path


def as_markdown(rows: Iterable[Row]) -> str:
    """The table; a row that is not met stands in bold."""
    lines = [
        "| row | size | seen | limit | met | ours | floor | statements | memory |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        seen = "–" if row.value is None else f"{row.value:g} {row.unit}"
        limit = f"{'≥' if row.at_least else '≤'} {row.limit:g}"
        met = {True: "yes", False: "**no**", None: "unknown"}[row.is_met]
        detail = row.detail
        cells = [
            row.name,
            row.size,
            seen,
            limit,
            met,
            _side(detail.get("ours")),
            _side(detail.get("floor")),
        ]
        cells += [_queries(detail), _memory(detail)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _side(side: dict[str, float] | None) -> str:
    if not side:
        return ""
    spread = f" ±{50 * side['spread']:.0f} %" if "spread" in side else ""
    return f"{side['rate']:g}/s{spread}, p50 {side['p50_ms']:g}, p95 {side['p95_ms']:g} ms"


def _queries(detail: dict[str, object]) -> str:
    return "" if detail.get("queries") is None else f"{detail['queries']:g}"


def _memory(detail: dict[str, list[int]]) -> str:
    if "memory_mb" not in detail:
        return ""
    before, after = detail["memory_mb"]
    return f"{before} → {after} MB"
