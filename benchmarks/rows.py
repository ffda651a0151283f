"""The rows of the table by their short names, in the order in which they are run: those that write come last."""

from collections.abc import Callable, Mapping

from benchmarks import batches, requests
from benchmarks.bench import Bench, Row

ALL: Mapping[str, Callable[[Bench], list[Row]]] = {
    "lookup": requests.lookup,
    "page": requests.page,
    "worklist": requests.worklist,
    "admin": requests.admin,
    "search": requests.search,
    "act": requests.act,
    "reception": requests.reception,
    "calendar": batches.calendar,
    "sweep": batches.sweep,
}
