"""Doors of administrators to agencies, officers and machines."""

from agencies.admin import machines, officers, tree

__all__ = ["machines", "officers", "tree"]
