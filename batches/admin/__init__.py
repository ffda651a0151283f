"""The desk's pages for exports and imports, and what makes a list exportable."""

from batches.admin import batches

__all__ = ["batches"]
