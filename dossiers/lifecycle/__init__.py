"""The lifecycle: the states (`states`), the table of acts (`table`), and how it is read (`reading`)."""

from dossiers.lifecycle.columns import Condition
from dossiers.lifecycle.reading import Row, rows
from dossiers.lifecycle.states import CLOSED_STATES, NEW, OPEN_STATES, DossierState
from dossiers.lifecycle.table import Lifecycle

__all__ = [
    "CLOSED_STATES",
    "NEW",
    "OPEN_STATES",
    "Condition",
    "DossierState",
    "Lifecycle",
    "Row",
    "rows",
]
