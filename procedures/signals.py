"""What other apps may hear from the catalogue and the calendar."""

from django.dispatch import Signal

#: Sent inside the transaction that records a new edition of the calendar, with `edition` (the
#: row): whoever keeps due dates computes them anew.
calendar_changed = Signal()
