"""What other apps may hear from the catalogue and the calendar."""

from django.dispatch import Signal

#: Sent inside the transaction that records a new edition of the calendar, with `edition` (the
#: row): whoever keeps due dates computes them anew.
calendar_changed = Signal()

#: Sent to ask what a calendar that is not in force yet would do, with `calendar`, `at`, `offset` and
#: `most`: whoever keeps due dates answers with a `CalendarEffect`, and writes nothing.
calendar_effect_asked = Signal()
