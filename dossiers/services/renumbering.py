"""A history brought here from another server, put in order for the feed of changes."""

from django.db import connection, transaction

from dossiers.models import DossierEvent
from dossiers.selectors.changes import horizon

_TABLE = DossierEvent._meta.db_table
#: Everything now written counts as written before all transactions of this server.
_RENUMBER = f"""
    ALTER TABLE {_TABLE} DISABLE TRIGGER dossiers_event_append_only;
    UPDATE {_TABLE} SET written_in = 0 WHERE written_in <> 0;
    ALTER TABLE {_TABLE} ENABLE TRIGGER dossiers_event_append_only;
"""  # noqa: S608 -- built from constants


@transaction.atomic
def renumber_changes() -> bool:
    """Give up the other server's numbers of transactions; answers whether there were any.

    A dump keeps them, while a new server counts from its own beginning. Their order is that of the
    events' keys from then on, and no hash is touched. Does nothing to a history that is in order,
    so that no mirror's place is lost by it. Nobody can act meanwhile: the table is locked.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {_TABLE} IN ACCESS EXCLUSIVE MODE")
        if horizon().is_in_order:
            return False
        cursor.execute(_RENUMBER)
    return True
