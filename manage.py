#!/usr/bin/env python3
"""The command line; a command that reads data finds the database running, or starts the private one."""

import os
import sys

#: These work without a database, and so before the first `make setup`.
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "help",
    "makemessages",
    "version",
}


def main() -> None:
    """Start the database where the command needs one, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.embedded import postgres
    from config.embedded.errors import EmbeddedError

    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "help")
    if command not in WITHOUT_DATABASE and not {"-h", "--help"} & set(sys.argv):
        try:
            postgres.ensure_running()
        except EmbeddedError as error:
            sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
