"""Pages and addresses for everybody: looking up a dossier without an account."""
