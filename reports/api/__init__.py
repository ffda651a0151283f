"""REST doors of the figures, and of lists that go out as files."""
