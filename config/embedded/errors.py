"""What the embedded parts raise: one sentence for the person at the terminal."""


class EmbeddedError(RuntimeError):
    """An embedded part cannot be started or stopped; the message says what to do."""
