"""The pages and REST as production serves them, by the house's clock."""

import tests.chaos.clock  # noqa: F401 -- the clock is set before anybody looks at it
from config.wsgi import application

__all__ = ["application"]
