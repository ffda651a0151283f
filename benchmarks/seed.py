"""The lives that the generator copies: a demo of some hundred dossiers, made by the real services.

Run as a program with `DATABASE_URL` naming an empty, migrated database.
"""

import sys
from datetime import datetime

import django

LIVES = 400
#: More one-stop units than the demo opens, so that codes are allotted and desks are busy in a dozen places.
COMMUNES = 12
SEED = 1


def load(as_of: datetime) -> None:
    """Load the catalogue and play the lives up to a moment."""
    from django.core.management import call_command
    from django.utils.translation import override

    from config.demo import cast, load_demo

    cast.COMMUNES = COMMUNES
    with override("vi"):
        call_command("load_reference", verbosity=0)
        loaded = load_demo(dossiers=LIVES, seed=SEED, as_of=as_of)
    print(f"  {loaded.states.total()} lives: {dict(loaded.states)}")


if __name__ == "__main__":
    django.setup()
    load(datetime.fromisoformat(sys.argv[1]))
