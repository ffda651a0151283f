"""A department's day, played by a program of its own against a running server."""
