"""Who sees which dossiers of the neighbourhood, written down apart from the code that decides it.

The code is `dossiers.selectors.visible_to`; the words are those of `tests.neighbourhood`.
"""

from collections.abc import Mapping

#: Of our department, wherever it was received.
OURS = frozenset(
    {
        *("overdue", "re-appointed", "demand answered", "settled late", "village overdue"),
        *("submitted", "received", "declined", "processing", "supplement_requested"),
        *("payment_requested", "withdrawn", "stopped", "settled", "returned"),
        *("due tomorrow", "they are asked", "forwarded", "village received", "linked with theirs"),
        "sent by our machine",
    }
)
THEIRS = frozenset(
    {"theirs overdue", "theirs running", "sent by our machine to them", "sent by their machine"}
)
BY_THE_VILLAGE = frozenset({"village overdue", "village received"})
EVERYTHING = OURS | THEIRS

#: By what they are.
SEES: Mapping[str, frozenset[str]] = {
    "counter": EVERYTHING - BY_THE_VILLAGE,
    "specialist": OURS,
    "unit_head": OURS,
    "agency_head": OURS,
    "centre_head": EVERYTHING - BY_THE_VILLAGE | {"village overdue"},
    "oversight": EVERYTHING,
    "administrator": frozenset(),
    "partner": OURS | {"sent by our machine to them"},
    "their specialist": THEIRS | {"they are asked"},
    "their unit_head": THEIRS | {"they are asked"},
    "their agency_head": THEIRS | {"they are asked"},
    "their partner": THEIRS,
    "village counter": BY_THE_VILLAGE | {"forwarded"},
    "village head": frozenset(),
    "stranger": frozenset(),
    "moved away": THEIRS | {"they are asked", "overdue"},
    "role ended": frozenset(),
    "role to begin": frozenset(),
    "delegate": EVERYTHING,
}
#: One of each reason to see it or not.
DECISIVE = {
    *("processing", "overdue", "theirs overdue", "village overdue", "they are asked"),
    *("forwarded", "linked with theirs", "sent by our machine to them"),
}
