"""The public page at which anybody may check that an apology letter is genuine."""
