"""Doors of administrators to the catalogue and the calendar."""

from procedures.admin import calendar, catalogue, versions

__all__ = ["calendar", "catalogue", "versions"]
