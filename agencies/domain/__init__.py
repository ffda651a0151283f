"""Who may do what, in plain Python."""
