"""The embedded default from the command line; the Makefile's targets end here.

python -m config.embedded serve             web, worker and beat, until Ctrl-C
python -m config.embedded run COMMAND …     a command with the private database up
python -m config.embedded start | stop | status
"""

import sys

from config.embedded import postgres, supervisor
from config.embedded.errors import EmbeddedError


def main(arguments: list[str]) -> int:
    """Do what the words say; the answer is the exit code."""
    match arguments:
        case ["serve"]:
            return supervisor.serve_from_environment()
        case ["run", *command] if command:
            return postgres.run(command)
        case ["start"]:
            postgres.ensure_running()
        case ["stop"]:
            sys.stderr.write("stopped\n" if postgres.stop() else "was not running\n")
        case ["status"]:
            sys.stdout.write(f"{postgres.status()}\n")
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EmbeddedError as error:
        sys.exit(str(error))
