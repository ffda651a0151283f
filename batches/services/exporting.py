"""Starting the export of a list: which list, under which filters, to which kind of file."""

from datetime import datetime

from batches.forms.sheet import SheetFormat
from batches.models import Batch
from batches.services.starting import start_batch

#: The kind of work; made known by the door that can make the list anew.
EXPORT = "export"


def start_export(
    *, officer_id: int, listed: str, query: str, style: SheetFormat, title: str, at: datetime
) -> Batch:
    """Write down that a list goes out as a file: `listed` is its model, `query` its filters as in its address.

    What the officer may see of it, and how long it is, is asked when a worker writes it.
    """
    return start_batch(
        officer_id=officer_id,
        kind=EXPORT,
        subject=f"{title} ({style.suffix.upper()})",
        parameters={"list": listed, "query": query, "format": style.suffix},
        at=at,
    )
