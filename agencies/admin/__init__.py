"""Doors of administrators to agencies, officers and their access tokens."""

from agencies.admin import officers, tokens, tree

__all__ = ["officers", "tokens", "tree"]
