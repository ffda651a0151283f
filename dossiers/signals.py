"""What this app announces inside its transactions: that a dossier event was written, that a file waits.

The last two are for counting: nothing depends on who hears them.
"""

from django.dispatch import Signal

#: Sent with the `event`, whose dossier stands as the act has left it. A receiver that raises rolls the act back; it may only plan messages.
dossier_event_written = Signal()
#: Sent with the `event_ids` of a change of the calendar, an event of each dossier whose date it moved; holds like the one above.
due_dates_moved = Signal()
#: Sent with `file_id` of a file that waits for its virus check, in the transaction that knows of it.
file_waits = Signal()
#: Sent with `officer_id`, `unit_id` and `year` of a register that its head closes and a worker has to bind.
long_register_closes = Signal()
#: Sent with `act`, once it is committed.
act_done = Signal()
#: Sent with `act` as it was asked for, and the refusal's `code`.
act_refused = Signal()
