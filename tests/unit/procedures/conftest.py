"""Examples are searched for as long as they take: two cores may be busy elsewhere."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
