"""What this app announces inside its transactions: that a dossier event was written, that a file waits."""

from django.dispatch import Signal

#: Sent with `event_id`. A receiver that raises rolls the act back; it may only plan messages.
dossier_event_written = Signal()
#: Sent with `file_id` of a file that waits for its virus check, in the transaction that knows of it.
file_waits = Signal()
