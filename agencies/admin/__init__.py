"""Doors of administrators to agencies, officers and their access tokens."""

from agencies.admin import login_form, officers, tokens, tree

__all__ = ["login_form", "officers", "tokens", "tree"]
