"""Where settings come from: the process environment, with `var/` for what the embedded default writes."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()

#: Everything the embedded default writes lies below this folder.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
