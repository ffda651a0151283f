"""`make bench`: the whole table, or some rows of some sizes.

`SIZES=10k,100k,1m`, `ROWS=lookup,worklist`, `SECONDS=3`, `ROUNDS=3`, `PROFILE=lookup`.
"""

import json
import os
import sys
import traceback
from datetime import UTC, datetime

from benchmarks import profiling, table
from benchmarks.bench import Bench, Plan, Row, benches
from benchmarks.rows import ALL


def main() -> int:
    """Run what the environment asks for; prints the table, keeps the figures, answers 1 when a row failed."""
    chosen = [name for name in os.environ.get("ROWS", "").split(",") if name] or list(ALL)
    sizes = [size.lower() for size in os.environ.get("SIZES", "10k,100k,1m").split(",")]
    if unknown := set(chosen) - set(ALL):
        raise SystemExit(f"Unknown rows: {', '.join(sorted(unknown))}. Known: {', '.join(ALL)}")
    plan = Plan(
        seconds=float(os.environ.get("SECONDS", "5")),
        rounds=int(os.environ.get("ROUNDS", "5")),
        is_short="SECONDS" in os.environ,
    )
    rows: list[Row] = []
    failed: list[str] = []
    with benches(sizes, plan) as prepared:
        for bench in prepared:
            if profiled := os.environ.get("PROFILE"):
                print(profiling.profile(bench, profiled))
                continue
            for name in chosen:
                _run(bench, name, rows, failed)
    if rows:
        rows += table.growth(rows)
        path = table.keep(rows, plan, at=datetime.now(UTC))
        print(table.as_markdown(rows))
        print(f"\nFigures in {path}")
    for name in failed:
        print(f"Failed: {name}")
    return 1 if failed else 0


def _run(bench: Bench, name: str, rows: list[Row], failed: list[str]) -> None:
    """One row; what fails is told, and the others go on."""
    print(f"{bench.size} {name} …", file=sys.stderr, flush=True)
    try:
        found = ALL[name](bench)
    except Exception:  # noqa: BLE001 -- an hour of other rows must not be lost with it
        traceback.print_exc()
        failed.append(f"{name} at {bench.size}")
        return
    rows += found
    for row in found:
        print(f"  {json.dumps(row.as_json(), ensure_ascii=False)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
