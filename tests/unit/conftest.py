"""Property tests: the same examples at every run, unless the profile `exploring` is asked for."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("exploring", max_examples=1_000, deadline=None)
settings.load_profile("steady")
