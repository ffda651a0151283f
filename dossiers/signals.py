"""The one announcement of this app: a dossier event was written, inside its transaction."""

from django.dispatch import Signal

#: Sent with `event_id`. A receiver that raises rolls the act back; it may only plan messages.
dossier_event_written = Signal()
