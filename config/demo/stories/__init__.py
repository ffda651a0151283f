"""The lives a dossier can have, from the applicant's arrival on; each yields the moments it waits for."""
