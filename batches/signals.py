"""The one announcement of this app: a list has gone out as a file."""

from django.dispatch import Signal

#: Sent with `officer`, `rows` (a queryset), `name` of the list, and whether `personal` columns went out.
list_exported = Signal()
