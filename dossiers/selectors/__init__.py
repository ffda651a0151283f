"""The reading room: which dossiers an officer sees, which acts are open, how one is found."""

from dossiers.selectors.finding import dossier_for, search_dossiers
from dossiers.selectors.open_acts import OpenAct, open_acts
from dossiers.selectors.visibility import may_read_documents, visible_to

__all__ = [
    "OpenAct",
    "dossier_for",
    "may_read_documents",
    "open_acts",
    "search_dossiers",
    "visible_to",
]
