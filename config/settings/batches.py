"""Exports and imports in the background: how large, and how long they are kept."""

from config.settings.environment import env

#: Rows of a list that are handed out at once; a longer one is written in the background.
EXPORT_ROWS_AT_ONCE = env.int("EXPORT_ROWS_AT_ONCE", default=2_000)
#: Rows that one exported file holds; whoever needs more narrows the list and exports it in parts.
EXPORT_MOST_ROWS = env.int("EXPORT_MOST_ROWS", default=100_000)
#: Bytes of a file handed in for an import, and of a finished one: they lie in the database.
BATCH_FILE_MOST_BYTES = env.int("BATCH_FILE_MOST_BYTES", default=64 * 1024 * 1024)
#: Days after which a batch is forgotten with its file and report: they hold personal data.
BATCH_KEPT_DAYS = env.int("BATCH_KEPT_DAYS", default=7)
#: Who sees that others' batches exist, never what is in them.
BATCH_KEEPER = "agencies.admin.permissions.may_configure"
