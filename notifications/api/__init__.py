"""REST doors of delay notices and apology letters."""
